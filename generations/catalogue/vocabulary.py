"""The words of the catalogue: what an image model can do and who sells it.

Frozen values only; the facts themselves stand in `image_models`, `gateways`
and `offers`. Knows neither Django nor the wire.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Pixels = tuple[int, int]
"""A size as (width, height)."""


class Mode(StrEnum):
    """What a person wants done; the API derives it from the fields sent."""

    TEXT_TO_IMAGE = "text-to-image"  #: a prompt alone
    EDIT = "edit"  #: one reference and an instruction
    FUSION = "fusion"  #: several ordered references
    SEQUENCE = "sequence"  #: one request, several related pictures


class RequestField(StrEnum):
    """An optional request field; the value is its name on the wire."""

    IMAGE = "image"
    SEED = "seed"
    GUIDANCE_SCALE = "guidance_scale"
    SEQUENTIAL = "sequential_image_generation"
    STREAM = "stream"
    RESPONSE_FORMAT = "response_format"
    OUTPUT_FORMAT = "output_format"
    WATERMARK = "watermark"
    OPTIMIZE_PROMPT = "optimize_prompt_options"
    TOOLS = "tools"
    N = "n"
    QUALITY = "quality"
    BACKGROUND = "background"
    OUTPUT_COMPRESSION = "output_compression"
    ENABLE_SEQUENTIAL = "enable_sequential"
    THINKING_MODE = "thinking_mode"


class PicturesBy(StrEnum):
    """How one request asks for several pictures."""

    SEQUENTIAL = "sequential"  #: `sequential_*` with `max_images`: related ones
    N = "n"  #: `n`: unrelated ones of the same prompt
    N_WITH_SEQUENTIAL = "n_with_sequential"  #: `n`, related by `enable_sequential`


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a statement about an outside API comes from."""

    source: str  #: key or address of the document
    seen: date


@dataclass(frozen=True, slots=True)
class Decision:
    """A contradiction between documents, and what the studio does about it.

    All but the source are English sentences marked for translation.
    """

    topic: str
    documents: str  #: what they say, each named
    choice: str  #: what we do
    source: str  #: what decided: an address or the title of a document
    seen: date


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Which sizes an image model takes.

    `tiers` maps a preset ("2K") to its recommended sizes by ratio ("3:2"), each
    as (width, height). A model without presets (3.0) has `has_presets` False:
    its tiers are only a grouping for people and never sent by name.
    """

    tiers: dict[str, dict[str, Pixels]]
    default: str  #: what is chosen first: "2048x2048", "2K" or "adaptive"
    min_pixels: int = 0  #: least width x height, inclusive
    max_pixels: int = 0  #: most width x height, inclusive
    min_ratio: float = 1 / 16  #: least width / height, inclusive
    max_ratio: float = 16.0  #: most width / height, inclusive
    has_presets: bool = True  #: "2K" may be sent instead of pixels
    is_adaptive: bool = False  #: only "adaptive": the size follows the reference
    has_pixels: bool = True  #: "2048x2048" may be sent; else presets alone
    has_auto: bool = False  #: "auto" may be sent: the image model decides
    is_listed_only: bool = False  #: of pixels, only those of `tiers`
    multiple_of: int = 1  #: both sides are divisible by it
    max_side_px: int = 0  #: longest side, inclusive; 0 = no limit of its own


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Inclusive limits and the default of a numeric field."""

    least: float
    most: float
    default: float


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """What a reference picture may be."""

    formats: frozenset[str]  #: lower-case Pillow-like names: "jpeg", "png", ...
    max_bytes: int = 30_000_000
    max_pixels: int = 36_000_000  #: width x height
    min_side_px: int = 15  #: each side, inclusive
    min_ratio: float = 1 / 16  #: width / height
    max_ratio: float = 16.0
    ratio_is_open: bool = False  #: the ratio limits themselves are refused


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What can be asked of an image model, or of an offer that narrows it."""

    modes: frozenset[Mode]
    size: SizeRule
    fields: frozenset[RequestField]  #: what is not named here is never sent
    min_references: int = 0
    max_references: int = 0
    reference: ReferenceRule | None = None
    max_images: int = 1  #: most pictures of one sequence
    max_variations: int = 1  #: most unrelated pictures of one request, by `n`
    pictures_by: PicturesBy | None = None  #: None = one picture a request
    max_together: int = 15  #: references + pictures of one request
    output_formats: tuple[str, ...] = ()  #: first is the default; () = `only_format`
    only_format: str = "jpeg"  #: what comes where no format can be asked for
    response_formats: tuple[str, ...] = ("url", "b64_json")  #: first is what we ask
    optimize_modes: tuple[str, ...] = ()
    seed: NumberRange | None = None
    guidance: NumberRange | None = None
    qualities: tuple[str, ...] = ()  #: first is the default
    backgrounds: tuple[str, ...] = ()  #: first is the default
    compression: NumberRange | None = None  #: of jpeg alone, 100 = best
    thinks_by_default: bool = False  #: `thinking_mode` where it is not sent
    #: Modes whose sizes are fewer than `size`; see `size_for`.
    narrower_sizes: Mapping[Mode, SizeRule] = field(default_factory=dict)

    def size_for(self, mode: Mode) -> SizeRule:
        """Return the sizes that can be asked for in a mode."""
        return self.narrower_sizes.get(mode, self.size)


@dataclass(frozen=True, slots=True)
class ImageModel:
    """One image model, independent of who sells it."""

    slug: str  #: canonical key, "seedream-4.5"
    label: str
    capabilities: Capabilities
    released: date | None
    doubao_id: str  #: id on Volcengine Ark and most gateways; "" = none is known
    plain_id: str  #: id on BytePlus and APIYI
    usual_seconds: tuple[int, int]  #: usual waiting time of one 2K picture
    retired_upstream: date | None = None  #: since when its maker no longer serves it
    maker: str = "ByteDance"  #: "ByteDance", "Alibaba" or "OpenAI"
    #: What nobody has confirmed, in a sentence marked for translation; "" = nothing.
    unverified: str = ""
    facts: tuple[Fact, ...] = ()


class IdStyle(StrEnum):
    """How a gateway spells image model ids."""

    DOUBAO = "doubao"  #: doubao-seedream-4-5-251128
    PLAIN = "plain"  #: seedream-4-5-251128


class ReferenceTransport(StrEnum):
    """How a gateway takes reference pictures."""

    DATA_URI = "data_uri"  #: inline, base64
    PUBLIC_URL = "public_url"  #: only by an address it can fetch


@dataclass(frozen=True, slots=True)
class PriceStep:
    """Price of one delivered picture up to a number of pixels."""

    amount: Decimal
    max_pixels: int | None = None  #: inclusive; None = any size


@dataclass(frozen=True, slots=True)
class PriceRule:
    """What an offer costs. `steps` are in rising order of `max_pixels`."""

    steps: tuple[PriceStep, ...]
    currency: str  #: ISO 4217
    since: date | None  #: when it was seen; None = named by a person
    per_reference: Decimal = Decimal(0)  #: each reference that is not free
    free_references: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """An address that sells image models; differs from others only in data."""

    slug: str  #: "ark", "byteplus", "apiyi", "cometapi", "xmsmartlink", "custom"
    label: str
    base_url: str  #: scheme, host and path prefix, without /images/generations
    key_variable: str  #: name of the setting that holds the key; "" = none needed
    result_hosts: tuple[str, ...]  #: host suffixes of its result addresses
    id_style: IdStyle = IdStyle.DOUBAO
    streams: bool = False
    reference_transport: ReferenceTransport = ReferenceTransport.DATA_URI
    single_reference_as_list: bool = False  #: even one reference goes as a list
    max_body_bytes: int = 10_000_000  #: whole JSON request
    allows_private: bool = False  #: private addresses and plain http are accepted
    is_demo: bool = False  #: pictures are simulated, nothing is billed
    bills_refused: bool = False  #: a picture refused by the filter still costs
    price: PriceRule | None = None  #: of all it sells, named by a person
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An image model as one gateway sells it. Never deleted, only retired."""

    image_model: ImageModel
    gateway: Gateway
    remote_model: str  #: the id to send
    capabilities: Capabilities  #: the model's, narrowed by this gateway
    price: PriceRule | None = None  #: None = unknown, shown as such
    retired: date | None = None
    key: str = field(default="")

    def __post_init__(self) -> None:
        """Give the offer its key, such as `seedream-4.5@apiyi`."""
        if not self.key:
            key = f"{self.image_model.slug}@{self.gateway.slug}"
            object.__setattr__(self, "key", key)
