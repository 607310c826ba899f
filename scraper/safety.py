"""Which addresses may be dialled: public ones, the configured proxies, and what the user named.

The check is made on the address that a name resolves to, at the moment of dialling, so neither a redirect nor a name that
changes its address between two look-ups (DNS rebinding) gets round it.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from scraper.failures import AddressRefusedError
from scraper.values import IpNetwork

IpAddress = IPv4Address | IPv6Address

MOST_REFUSALS = 10_000  # hosts whose refusal is remembered, as many as Scrapy remembers addresses of

# What an address of these networks is called, and the network that a refusal proposes to allow. The first match counts.
_KINDS: tuple[tuple[IpNetwork, str], ...] = tuple(
    (ip_network(network), words)
    for network, words in (
        ("127.0.0.0/8", "a loopback address"),
        ("::1/128", "a loopback address"),
        ("10.0.0.0/8", "a private address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("fc00::/7", "a private address"),
        ("169.254.0.0/16", "a link-local address"),
        ("fe80::/10", "a link-local address"),
        ("100.64.0.0/10", "an address of a provider's inner network"),
        ("224.0.0.0/4", "a multicast address"),
        ("ff00::/8", "a multicast address"),
    )
)
# IPv6 networks whose addresses are translated to the IPv4 address in them: NAT64 (RFC 6052, RFC 8215).
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one crawl may reach besides public addresses."""

    hosts: frozenset[str] = frozenset()
    nets: tuple[IpNetwork, ...] = ()


class AddressGuard:
    """The allowances of all crawls of this process. Without a crawl it refuses nothing: a foreign spider has its own rules."""

    def __init__(self) -> None:
        self._allowances: dict[object, Allowance] = {}
        self._refusals: LocalCache[str, str] = LocalCache(MOST_REFUSALS)

    def admit(self, owner: object, allowance: Allowance) -> None:
        """Start to guard for ``owner``, which may reach ``allowance``."""
        self._allowances[owner] = allowance

    def dismiss(self, owner: object) -> None:
        """End the guard for ``owner``."""
        self._allowances.pop(owner, None)

    def check_literal(self, host: str, owner: object = None) -> None:
        """Refuse a host that is itself a forbidden address, for requests of ``owner`` or of whoever asks; a proxy may resolve names."""
        name = normal_host(host)
        address = "127.0.0.1" if name == "localhost" or name.endswith(".localhost") else literal_address(name)
        text = self.refusal(host, address, owner) if address else None
        if text:
            raise AddressRefusedError(text, host)

    def outcome(self, host: str) -> str | None:
        """Why the last look-up of ``host`` gave no address to dial, when that was the guard's doing."""
        return self._refusals.get(normal_host(host))

    def refusal(self, host: str, address: str, owner: object = None) -> str | None:
        """Why ``address`` may not be dialled for ``host``; ``None`` when it may. A look-up is nobody's: there any allowance counts."""
        if not self._allowances:
            return None
        found = effective_address(address)
        if is_public(found) or self._is_allowed(normal_host(host), found, owner):
            return None
        network, words = _kind(found)
        subject = f"{host} is" if literal_address(normal_host(host)) == address else f"{host} resolves to {address},"
        return f"{subject} {words}; allow it with --allow-net {network}"

    def note(self, host: str, refusals: Sequence[str]) -> None:
        """Remember the outcome of a look-up that left no address to dial (or forget the last such one)."""
        name = normal_host(host)
        if refusals:
            self._refusals[name] = refusals[0]
        else:
            self._refusals.pop(name, None)

    def _is_allowed(self, name: str, address: IpAddress, owner: object) -> bool:
        own = self._allowances.get(owner)
        return any(
            name in allowance.hosts or any(address in net for net in allowance.nets if net.version == address.version)
            for allowance in ([own] if own is not None else self._allowances.values())
        )


# One a process, as there is one reactor and one resolver.
guard = AddressGuard()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for IPv4 and IPv6 that gives out only addresses which the guard lets through, from its cache too."""

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """See :class:`twisted.internet.interfaces.IHostnameResolver`."""
        receiver: Any = _GuardedReceiver(resolutionReceiver, hostName)  # zope interfaces are opaque to a type checker
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host
        self._passed = 0
        self._refusals: list[str] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        refusal = guard.refusal(self._host, address.host)
        if refusal and normal_host(self._host) not in proxy_hosts():
            self._refusals.append(refusal)
            return
        self._passed += 1
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        guard.note(self._host, () if self._passed else self._refusals)
        self._receiver.resolutionComplete()


def normal_host(host: str) -> str:
    """A host as it is compared: lower case, without brackets and final dot."""
    return host.strip("[]").rstrip(".").lower()


def literal_address(host: str) -> str | None:
    """The address that a host *is*, in all the forms that ``connect`` understands (decimal, octal, short); ``None`` for a name."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def effective_address(address: str) -> IpAddress:
    """The address that is reached in the end: the IPv4 one inside a mapped, translated or tunnelled IPv6 one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    if any(found in net for net in _NAT64):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def is_public(address: IpAddress) -> bool:
    """Whether the whole internet may reach it."""
    return address.is_global and not address.is_multicast


def proxy_hosts() -> frozenset[str]:
    """The hosts of the proxies that the environment configures."""
    urls = (url if "//" in url else f"//{url}" for kind, url in getproxies().items() if kind != "no")
    return frozenset(normal_host(urlsplit(url).hostname or "") for url in urls)


def _kind(address: IpAddress) -> tuple[str, str]:
    for network, words in _KINDS:
        if address.version == network.version and address in network:
            return str(network), words
    return f"{address}/{address.max_prefixlen}", "a reserved address"
