"""A server of this process that speaks the S3 protocol over HTTP, for tests."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from unittest.mock import patch
from urllib.request import Request, urlopen

from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

ACCOUNT = "123456789012"


class ObjectStorage:
    """`environment()` is what a program sets to reach it; the rest goes past whatever is under test."""

    def __init__(self, server: ThreadedMotoServer) -> None:
        host, port = server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.variables = {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "access",
            "AWS_SECRET_ACCESS_KEY": "anything",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    @contextmanager
    def environment(self) -> Iterator[None]:
        with patch.dict(os.environ, self.variables):
            yield

    def new_bucket(self) -> str:
        name = f"lab-{uuid.uuid4().hex}"
        with urlopen(Request(f"{self.url}/{name}", method="PUT")):
            return name

    def put(self, bucket: str, key: str, data: bytes) -> None:
        s3_backends[ACCOUNT]["aws"].put_object(bucket, key, data)

    def make_older(self, bucket: str, key: str, seconds: float) -> None:
        stored = s3_backends[ACCOUNT]["aws"].buckets[bucket].keys[key]
        stored.last_modified -= timedelta(seconds=seconds)

    def names(self, bucket: str) -> list[str]:
        return sorted(s3_backends[ACCOUNT]["aws"].buckets[bucket].keys)


@cache
def object_storage() -> ObjectStorage:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return ObjectStorage(server)
