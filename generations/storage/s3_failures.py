"""What boto3 raises, said as the errors of a file system that callers expect.

Neither the secret nor a signed address is ever part of a message.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

#: By the code of S3; the answer to a HEAD has but its status. A conditional write is
#: answered 412 where the name is taken, 409 while another writes it.
#: Source:
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html,
#: seen 2026-11-20
_BY_CODE = {
    "NoSuchKey": errno.ENOENT,
    "404": errno.ENOENT,
    "PreconditionFailed": errno.EEXIST,
    "ConditionalRequestConflict": errno.EEXIST,
    "412": errno.EEXIST,
    "409": errno.EEXIST,
    "AccessDenied": errno.EACCES,
    "403": errno.EACCES,
}


@contextmanager
def failing_as_os_error(name: str) -> Iterator[None]:
    """Turn every failure of a call to S3 into an `OSError` about `name`.

    Raises:
        FileNotFoundError: there is no object of this name.
        FileExistsError: a conditional write found one, or another writer.
        OSError: anything else: no connection, no right, no bucket, wrong bytes.
    """
    try:
        yield
    except ClientError as problem:
        code = str(problem.response.get("Error", {}).get("Code", ""))
        number = _BY_CODE.get(code, errno.EIO)
        said = f"S3 {problem.operation_name}: {code or 'no code'}"
        raise OSError(number, said, name) from problem
    except (BotoCoreError, HTTPError) as problem:
        raise OSError(errno.EIO, f"S3: {type(problem).__name__}", name) from problem
