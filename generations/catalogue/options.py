"""Which optional fields go together: what an offer lists, narrowed by the wish.

Pure functions over `Capabilities`; the form shows by them and the wire sends by
them. Knows no image model by name.
"""

from generations.catalogue.vocabulary import Capabilities, Mode, RequestField

#: What only a format without losses can show.
TRANSPARENT = "transparent"
#: The format that is compressed.
_COMPRESSED = "jpeg"


def fields_for(
    capabilities: Capabilities, mode: Mode, *, output_format: str = ""
) -> frozenset[RequestField]:
    """Return the listed fields that mean something in a mode and a format.

    Left out are those that the API ignores or refuses there: sequences outside of
    the mode, thinking with references or in a sequence, compression of a PNG.
    Source: document of POST vip.xmsmartlink.com/v1/images/generations and the
    Wan 2.7 pages named in `other_models`, seen 2026-11-20.
    """
    fields = capabilities.fields
    if mode is not Mode.TEXT_TO_IMAGE:
        fields -= {RequestField.THINKING_MODE}
    if mode is not Mode.SEQUENCE:
        fields -= {RequestField.ENABLE_SEQUENTIAL}
    if mode is Mode.TEXT_TO_IMAGE:
        fields -= {RequestField.IMAGE}
    given = output_format or next(iter(capabilities.output_formats), "")
    if given != _COMPRESSED:
        fields -= {RequestField.OUTPUT_COMPRESSION}
    return fields


def backgrounds_for(
    capabilities: Capabilities, *, output_format: str = ""
) -> tuple[str, ...]:
    """Return the backgrounds that a format can show; a JPEG is never transparent."""
    given = output_format or next(iter(capabilities.output_formats), "")
    if given != _COMPRESSED:
        return capabilities.backgrounds
    return tuple(each for each in capabilities.backgrounds if each != TRANSPARENT)


def most_pictures(capabilities: Capabilities, mode: Mode) -> int:
    """Return how many pictures one request of a mode may bring."""
    if mode is Mode.SEQUENCE:
        return capabilities.max_images
    return capabilities.max_variations
