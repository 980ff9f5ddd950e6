"""A bucket on loopback: moto, made as strict about writes as S3 itself is.

moto keeps whatever it is sent; here bytes that do not match their checksum are
refused, and two writers of one name meet one after the other.
"""

import base64
import hashlib
import threading
import uuid
from contextlib import suppress
from io import BytesIO

import boto3
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

BAD_DIGEST = "<Error><Code>BadDigest</Code><Message>Not these bytes.</Message></Error>"


class Quiet(MotoRequestHandler):
    """Writes no line per request."""

    def log_request(self, *_):
        pass


class Bucket:
    """One empty bucket behind a server that can be stopped and started again."""

    def __init__(self):
        self.name = f"studio-{uuid.uuid4().hex[:12]}"
        self.requests = []  # (method, key), in order
        self.fault = None  # takes (method, key), returns an answer instead, or None
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._writing = threading.Lock()
        self._port, self._server = 0, None
        self.start()
        self.client = boto3.client("s3", endpoint_url=self.endpoint, **self._keys())
        self.client.create_bucket(Bucket=self.name)
        self.requests.clear()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self._port}"

    def _keys(self):
        return {
            "aws_access_key_id": "a-key-id",
            "aws_secret_access_key": "a-secret",
            "region_name": "us-east-1",
        }

    def start(self):
        """Listen, after the first time on the same port."""
        self._server = make_server(
            "127.0.0.1", self._port, self, threaded=True, request_handler=Quiet
        )
        self._port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def stop(self):
        """Refuse connections; what was written stays."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def __call__(self, environ, start_response):
        """Answer one request."""
        key = environ["PATH_INFO"].removeprefix(f"/{self.name}").lstrip("/")
        method = environ["REQUEST_METHOD"]
        self.requests.append((method, key))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
        if self.fault and (instead := self.fault(method, key)):
            return instead(environ, start_response)
        if method != "PUT" or not key:
            return self._moto(environ, start_response)
        said = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
        is_right = base64.b64encode(hashlib.sha256(body).digest()).decode() == said
        if not is_right or environ.get("HTTP_IF_NONE_MATCH") != "*":
            return Response(BAD_DIGEST, 400)(environ, start_response)
        with self._writing:
            return list(self._moto(environ, start_response))

    def storages(self, **more):
        """Return the entry of STORAGES that names this bucket."""
        return {
            "BACKEND": "generations.storage.s3.DurableS3Storage",
            "OPTIONS": {
                "bucket_name": self.name,
                "endpoint_url": self.endpoint,
                "region_name": "us-east-1",
                "access_key": "a-key-id",
                "secret_key": "a-secret",
                **more,
            },
        }

    def environment(self):
        """Return the settings that make a studio keep its pictures here."""
        return {
            "STUDIO_STORAGE": "s3",
            "S3_BUCKET": self.name,
            "S3_ENDPOINT_URL": self.endpoint,
            "S3_ACCESS_KEY_ID": "a-key-id",
            "S3_SECRET_ACCESS_KEY": "a-secret",
        }

    def replace(self, key, content):
        """Write other bytes under a name, as only somebody else would."""
        self.client.delete_object(Bucket=self.name, Key=key)
        sha256 = base64.b64encode(hashlib.sha256(content).digest()).decode()
        self.client.put_object(
            Bucket=self.name,
            Key=key,
            Body=content,
            ChecksumSHA256=sha256,
            IfNoneMatch="*",
        )

    def contents(self):
        """Return what is in the bucket: key to bytes; what goes meanwhile is not."""
        listed = self.client.list_objects_v2(Bucket=self.name).get("Contents", ())
        found = {}
        for each in listed:
            with suppress(self.client.exceptions.NoSuchKey):  # a probe comes and goes
                answer = self.client.get_object(Bucket=self.name, Key=each["Key"])
                found[each["Key"]] = answer["Body"].read()
        return found
