"""Where the documents contradict each other, and what the studio does about it.

Data only, shown on the page of image models; each choice is carried out by the
catalogue, the client or the pipeline. Knows no language: `_` marks its sentences.
"""

from datetime import date

from generations.catalogue.vocabulary import Decision
from generations.catalogue.words import gettext_noop as _

_SEEN = date(2026, 11, 20)
_ARK = "https://www.volcengine.com/docs/82379/1541523"
_BYTEPLUS = "https://docs.byteplus.com/en/docs/ModelArk/1541523"
_VERSIONS = "https://docs.apiyi.com/api-capabilities/seedream-image/historical-versions"
_APIYI = "https://docs.apiyi.com/api-capabilities/seedream-image/image-edit"
_WAN = "https://www.alibabacloud.com/help/en/document_detail/3026980.html"
_OPENAI = (
    "https://developers.openai.com/api/reference/resources/images/methods/generate"
)
_XMSMARTLINK = "Document of POST vip.xmsmartlink.com/v1/images/generations"


def _decided(topic: str, documents: str, choice: str, source: str) -> Decision:
    return Decision(topic, documents, choice, source, _SEEN)


_NAMES = (
    _decided(
        _("Prefix of the id"),
        _("APIYI and BytePlus write seedream-…, the other documents doubao-seedream-…"),
        _(
            "One image model, one id per gateway; SEEDREAM_MODELS takes any other. The"
            " id of an answer is kept and never compared for equality."
        ),
        _VERSIONS,
    ),
    _decided(
        _("5.0 and 5.0-lite"),
        _("One document calls it 5.0, its notes 5.0-lite; APIYI lists both ids."),
        _("They are one image model; the id that Ark lists is sent."),
        _VERSIONS,
    ),
    _decided(
        _("Seedream 3.0 and SeedEdit 3.0"),
        _("Two gateway documents still sell them; Ark answers “Shutdown”."),
        _("Marked as retired upstream, sold only by a custom gateway."),
        "GET /api/v3/models of Volcengine Ark",
    ),
    _decided(
        _("Id of Qwen-Image"),
        _("The document of xmsmartlink speaks of Qwen and names no id."),
        _(
            "qwen-image is sent and marked as not confirmed; SEEDREAM_MODELS takes"
            " another."
        ),
        _XMSMARTLINK,
    ),
)

_REFERENCES = (
    _decided(
        _("Most references"),
        _("APIYI: 10. CometAPI and one other: 14. SeedEdit: 1. xmsmartlink is silent."),
        _("14 for 5.0 Lite, 10 for 4.x, and never above what the gateway names."),
        _ARK,
    ),
    _decided(
        _("One reference: text or list"),
        _("xmsmartlink takes both, APIYI and CometAPI a list, SeedEdit a text."),
        _("A list where the gateway documents one, else a text; the order is kept."),
        _APIYI,
    ),
    _decided(
        _("Address or inline"),
        _("APIYI takes addresses only, the others also data URIs."),
        _(
            "Inline wherever it is taken, so that nothing has to be public; signed"
            " addresses only for gateways that take nothing else."
        ),
        _APIYI,
    ),
    _decided(
        _("Masks, uploads and /images/edits"),
        _("Usual with OpenAI; APIYI says that none of them exist here."),
        _("Not offered: each mode is one JSON request to /images/generations."),
        _APIYI,
    ),
)

_SIZES = (
    _decided(
        _("Default size"),
        _("2048x2048, 2K and adaptive, depending on the document."),
        _("The size is always sent."),
        _ARK,
    ),
    _decided(
        _("Presets of each image model"),
        _(
            "CometAPI: 2K and 4K for all. xmsmartlink: 2K and 3K. The others differ by"
            " image model."
        ),
        _(
            "By image model. 5.0 Lite has 4K on Ark and BytePlus, whose newest text"
            " allows it, and ends at 3K elsewhere."
        ),
        _ARK,
    ),
    _decided(
        _("Least and most pixels"),
        _("APIYI gives 921,600 to 16,777,216 for all; others differ by image model."),
        _("The limits of the image model: 4.5 and 5.0 Lite start at 3,686,400."),
        _ARK,
    ),
    _decided(
        _("Swapped rows of the 1K and 3.0 tables"),
        _("One document prints 4:3, 3:4, 3:2 and 2:3 with width and height swapped."),
        _("The official order: 4:3 is 1152x864."),
        _BYTEPLUS,
    ),
    _decided(
        _("1K in 16:9 and 21:9"),
        _("1280x720 and 1512x648, or 1312x736 and 1568x672."),
        _("Both are legal; those of the API page are offered."),
        _ARK,
    ),
    _decided(
        _("Sizes of Wan and Qwen-Image"),
        _("xmsmartlink names 1K, 2K and 4K, their maker also pixels."),
        _(
            "xmsmartlink is sent presets alone. 4K of Wan is left to Pro, from text and"
            " for one picture."
        ),
        _WAN,
    ),
)

_FIELDS = (
    _decided(
        _("Watermark where nothing is sent"),
        _("On in four documents, off in the table of APIYI."),
        _("It is always sent."),
        _ARK,
    ),
    _decided(
        _("Format of the file"),
        _("5.0 alone, or any, depending on the document."),
        _("Sent where the image model lists it; the file itself is looked at."),
        _ARK,
    ),
    _decided(
        _("Seed and guidance"),
        _("3.0 family only; CometAPI lists them and adds that newer ones ignore them."),
        _("Sent to the 3.0 family alone."),
        _ARK,
    ),
    _decided(
        _("n with Seedream"),
        _("xmsmartlink lists it for all; Ark ignores it, some gateways bill by it."),
        _("Never sent to Seedream; variations are separate requests."),
        _ARK,
    ),
    _decided(
        _("Most pictures of a sequence"),
        _("15 where nothing is sent; references and pictures are 15 together."),
        _("It is always sent and kept within the sum."),
        _ARK,
    ),
    _decided(
        _("Streaming"),
        _("APIYI alone documents it."),
        _("Asked of Ark, BytePlus and APIYI; any answer is read, streamed or not."),
        _APIYI,
    ),
    _decided(
        _("enable_sequential and thinking_mode"),
        _("xmsmartlink labels them Qwen-Image; they are fields of Wan 2.7."),
        _("Offered for both; thinking only from text and for unrelated pictures."),
        _WAN,
    ),
    _decided(
        _("Transparent background"),
        _("xmsmartlink offers it for GPT Image; GPT Image 2 is told to have none."),
        _("Offered for GPT Image 1.5 as PNG, not for GPT Image 2."),
        _OPENAI,
    ),
    _decided(
        _("Length of the prompt"),
        _("300 Chinese characters, or 1000 English characters, or 600 words."),
        _("Advice, not a limit: longer ones were taken."),
        _ARK,
    ),
    _decided(
        _("Language of the prompt"),
        _("APIYI advises English; the maker says both."),
        _("Either; nothing is translated."),
        _ARK,
    ),
)

_ANSWERS = (
    _decided(
        _("Fields of the answer"),
        _("Address only, or also size, usage and metadata; one sample is of DALL·E."),
        _("Everything is optional; the size is read from the file."),
        _ARK,
    ),
    _decided(
        _("What is billed"),
        _("usage.generated_images, n, or tokens; the numbers of one sample are wrong."),
        _("What was asked for and what came are both shown and counted here."),
        _APIYI,
    ),
    _decided(
        _("Fewer pictures than asked for"),
        _("The same text everywhere, but some gateways drop the fields of sequences."),
        _("The number that came is compared with the number asked for, and told."),
        "https://github.com/QuantumNous/new-api/issues/4261",
    ),
    _decided(
        _("Where pictures are fetched"),
        _("Signed addresses of ByteDance, or a host of the gateway."),
        _("Known host names by gateway, no key sent, the file checked."),
        _ARK,
    ),
)

#: Every decision, in the order of the page.
DECISIONS: tuple[Decision, ...] = (
    *_NAMES,
    *_REFERENCES,
    *_SIZES,
    *_FIELDS,
    *_ANSWERS,
)
