"""The SMS provider İleti Merkezi, usable without Home Assistant.

Sources named in this package: the provider's GET page
(https://www.iletimerkezi.com/docs, "Get API"), its list of status codes, and
3GPP TS 23.038 for alphabets.
"""

from .address import DEFAULT_URL, validated_url
from .client import IletiMerkeziClient
from .errors import (
    HoldScope,
    IletiMerkeziError,
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
    UnreachableCause,
)
from .models import Balance, CommercialList, Order, Report, ReportedMessage
from .phone import InvalidNumberError, parse_number

__all__ = [
    "DEFAULT_URL",
    "Balance",
    "CommercialList",
    "HoldScope",
    "IletiMerkeziClient",
    "IletiMerkeziError",
    "InvalidNumberError",
    "Order",
    "ProviderUnreachableError",
    "RefusedError",
    "Report",
    "ReportedMessage",
    "StatusCode",
    "UnreachableCause",
    "parse_number",
    "validated_url",
]
