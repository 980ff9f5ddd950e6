"""A bucket within reach: one client for all threads, and addresses signed for browsers.

Owns where the bucket is and who we are to it; reads and writes nothing.
"""

import threading
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config
from storages.backends.s3 import S3Storage

#: Seconds a signed address may be used.
ADDRESS_LIFE_S = 300
#: A minute of silence at worst; who called tries again later, we do not.
WIRE = {
    "connect_timeout": 4,
    "read_timeout": 25,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    "max_pool_connections": 50,
    "signature_version": "s3v4",
    # Ours is SHA-256, always; further ones are unknown to many who speak S3.
    "request_checksum_calculation": "when_required",
}


class ReachedBucket(S3Storage):  # type: ignore[misc]  # django-storages is untyped
    """django-storages' bucket with one client, none of the shell's own credentials.

    A client of boto3 may be shared by threads, and each takes some 12 MB.
    Source: https://boto3.amazonaws.com/v1/documentation/api/latest/guide/clients.html,
    seen 2026-11-20
    """

    def __init__(
        self, *, public_url: str = "", addressing_style: str = "auto", **options: Any
    ) -> None:
        """Take django-storages' options, and how browsers reach the endpoint."""
        super().__init__(
            client_config=Config(**WIRE, s3={"addressing_style": addressing_style}),
            security_token=None,
            session_profile=None,
            **options,
        )
        self.public_url = public_url
        self._making = threading.RLock()

    @property
    def connection(self) -> Any:
        """Return the resource; its client is made once, for it serves all threads."""
        with self._making:
            return self._resource

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    @property
    def _signing_client(self) -> Any:
        """Return the client that signs for browsers; it connects to nothing."""
        if not self.public_url:
            return self._client
        with self._making:
            return self._public_resource.meta.client

    @cached_property
    def _resource(self) -> Any:
        return self._reached_at(self.endpoint_url)

    @cached_property
    def _public_resource(self) -> Any:
        return self._reached_at(self.public_url)

    @cached_property
    def _session(self) -> Any:
        return self._create_session()

    def _reached_at(self, address: str | None) -> Any:
        return self._session.resource(
            "s3",
            region_name=self.region_name,
            endpoint_url=address,
            config=self.client_config,
        )

    def address(self, name: str) -> str:
        """Return how people and tools name a file of the bucket."""
        return f"s3://{self.bucket_name}/{self._normalize_name(name)}"

    def signed_url(
        self, name: str, *, media_type: str, disposition: str, is_head: bool = False
    ) -> str:
        """Return an address from which anyone may fetch a file, for five minutes."""
        return str(
            self._signing_client.generate_presigned_url(
                "head_object" if is_head else "get_object",
                Params={
                    **self._object(name),
                    "ResponseContentType": media_type,
                    "ResponseContentDisposition": disposition,
                    "ResponseCacheControl": f"private, max-age={ADDRESS_LIFE_S}",
                },
                ExpiresIn=ADDRESS_LIFE_S,
            )
        )

    @cached_property
    def public_origin(self) -> str:
        """Return scheme, host and port of the signed addresses."""
        parts = urlsplit(self.signed_url("any", media_type="", disposition=""))
        return f"{parts.scheme}://{parts.netloc}"

    def _object(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}
