"""Sends a request to addresses that were checked, under the name it is for.

Whoever makes a client says which addresses a name has; knows no rule of its own.
"""

from collections.abc import Callable, Sequence

import httpx

#: From (host, port) to the addresses to connect to, in order; raises `NotSent`.
Reach = Callable[[str, int], Sequence[str]]

_USUAL_PORTS = {"https": 443, "http": 80}
_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout)


def send_to_checked(
    http: httpx.Client,
    request: httpx.Request,
    reach: Reach | None,
    *,
    may_go_on: Callable[[], bool],
) -> httpx.Response:
    """Send a request over the first address that connects; the name stays in it.

    `Host`, SNI and the certificate are those of the name, which is looked up by
    `reach` alone. The next address is tried only while `may_go_on` says that no
    byte left. Without `reach`, httpx looks the name up itself.

    Raises:
        NotSent: from `reach`: there is no address to connect to.
        httpx.TransportError: as the last address tried ended.
    """
    if reach is None:
        return http.send(request, stream=True)
    name = request.url.raw_host.decode("ascii")
    port = request.url.port or _USUAL_PORTS.get(request.url.scheme, 0)
    failure: httpx.TransportError = httpx.ConnectError("There is no address.")
    for address in reach(name, port):
        request.url = request.url.copy_with(host=address)
        request.extensions["sni_hostname"] = name
        try:
            return http.send(request, stream=True)
        except _NOT_CONNECTED as error:
            failure = error
            if not may_go_on():
                break
    raise failure
