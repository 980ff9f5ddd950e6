"""What a request asks for, once the rules have let it through. Values only."""

from dataclasses import dataclass

from generations.catalogue.vocabulary import ImageModel, Mode, Pixels


@dataclass(frozen=True, slots=True)
class ReferencePicture:
    """One reference: its bytes when inline, else only its address."""

    url: str = ""
    content: bytes = b""
    size: Pixels | None = None  #: (width, height); None when only an address


@dataclass(frozen=True, slots=True)
class Asked:
    """One valid request; `count` is how many pictures are to be made."""

    image_model: ImageModel
    remote_model: str  #: the id that the answer names
    prompt: str
    size: Pixels
    references: tuple[ReferencePicture, ...] = ()
    is_sequence: bool = False
    count: int = 1
    stream: bool = False
    response_format: str = "url"
    output_format: str = "jpeg"
    watermark: bool = True
    seed: int | None = None  #: None = random
    web_search: bool = False
    refused_indexes: frozenset[int] = frozenset()  #: pictures the filter refuses
    quality: str = ""  #: "" where the image model has none
    background: str = ""
    ignored_fields: tuple[str, ...] = ()
    forbidden_fields: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode:
        """What the fields amount to."""
        return mode_of(self.is_sequence, len(self.references))

    @property
    def successes(self) -> int:
        """Pictures that the filter lets through."""
        return self.count - len(self.refused_indexes)


def mode_of(is_sequence: bool, references: int) -> Mode:
    """Return the mode that a switch and a number of references amount to."""
    if is_sequence:
        return Mode.SEQUENCE
    if not references:
        return Mode.TEXT_TO_IMAGE
    return Mode.EDIT if references == 1 else Mode.FUSION
