"""Two providers' catalogues: four product levels, skus, and what a resource consists of."""

from dataclasses import dataclass
from decimal import Decimal

from tierbill.generate.schema import Row


@dataclass(frozen=True)
class Provider:
    """A provider, the currency of its prices and its regions."""

    account_id: str
    prefix: str
    name: str
    currency_code: str
    regions: tuple[str, ...]


PROVIDERS = (
    Provider(
        "100000000001",
        "nb",
        "Northbank Cloud",
        "USD",
        ("ap-harbour", "ap-lagoon", "eu-alder", "us-prairie", "us-mesa", "sa-delta"),
    ),
    Provider(
        "100000000002",
        "hc",
        "Highcairn Cloud",
        "CNY",
        ("cn-north-1", "cn-east-2", "cn-south-1", "ap-southeast-3", "eu-west-9"),
    ),
)


@dataclass(frozen=True)
class Component:
    """A sku of both providers before it gets a provider.

    `price` is per pricing unit, `typical` the quantity of one usage record in usage units.
    """

    product: str
    subproduct: str
    component_type: str
    component: str
    price: str
    typical: str = "1"
    mode: str = "pay_per_use"
    cycle: str = "hourly"
    metering: str = "duration"
    usage_unit: str = "Second"
    pricing_unit: str = "Hour"
    per: str = "3600"
    tiers: str = "flat"
    sized: bool = False  # linear_size is filled
    is_global: bool = False  # no region
    settlement_type: str = "common"

    @property
    def code(self) -> str:
        """Code of the component, unique over the catalogue."""
        return f"{self.subproduct}.{self.component}"


@dataclass(frozen=True)
class Kit:
    """A kind of resource: the components it may consist of, the first always."""

    kind: str
    prefix: str
    components: tuple[str, ...]


PRODUCT_NAMES = {
    "server": "Cloud Server",
    "disk": "Block Storage",
    "objects": "Object Storage",
    "database": "Relational Database",
    "cache": "Key-Value Cache",
    "balancer": "Load Balancer",
    "functions": "Serverless Functions",
    "delivery": "Content Delivery",
    "logs": "Log Service",
    "messages": "Messaging",
    "support": "Support",
    "network": "Elastic Bandwidth",
}

_AMOUNT = {"metering": "amount", "usage_unit": "GB", "pricing_unit": "GB", "per": "1"}
_CALLS = {
    "metering": "amount",
    "usage_unit": "call",
    "pricing_unit": "10,000 calls",
    "per": "10000",
}
_UPFRONT = {"cycle": "upfront", "metering": "amount", "usage_unit": "piece", "per": "1"}
_SIZES = ((2, "small"), (4, "medium"), (8, "large"), (16, "xlarge"))


def _servers() -> list[Component]:
    """Server flavours: compute on demand and spot, subscriptions, reservations."""
    found = []
    for family, price in (("s5", 24), ("m6", 31), ("c7", 36), ("g4", 210)):
        sub = f"server_{family}"
        for cores, size in _SIZES:
            hourly = Decimal(price * cores).scaleb(-3)
            found += [
                Component("server", sub, "compute", size, str(hourly)),
                Component(
                    "server", sub, "subscription", f"{size}_sub", str(hourly * 500),
                    mode="subscription", pricing_unit="Month", **_UPFRONT,
                ),
            ]  # fmt: skip
        found += [
            Component(
                "server", sub, "compute", "spot", f"{Decimal(price).scaleb(-4)}", mode="spot"
            ),
            Component(
                "server", sub, "traffic", "egress", "0.12", "0.8", tiers="graduated", **_AMOUNT
            ),
        ]
    found += [
        Component(
            "server", "server_s5", "reservation", "ri_small", "350", mode="reserved_upfront",
            pricing_unit="Year", **_UPFRONT,
        ),
        Component(
            "server", "server_s5", "plan", "plan_fee", "1", mode="reserved_hourly",
            settlement_type="no_discount",
        ),
    ]  # fmt: skip
    return found


COMPONENTS = (
    *_servers(),
    Component("disk", "disk_ssd", "volume", "ssd_gb", "0.00012", cycle="hourly", sized=True),
    Component("disk", "disk_hdd", "volume", "hdd_gb", "0.00004", cycle="daily", sized=True,
              settlement_type="promotional"),
    Component("disk", "disk_ssd", "snapshot", "snapshot", "0.0021", "35.5", cycle="daily",
              **_AMOUNT),
    Component("objects", "objects_std", "storage", "std_gb", "0.00077", "412.75", cycle="daily",
              tiers="graduated", **_AMOUNT),
    Component("objects", "objects_std", "requests", "put", "0.05", "18250", cycle="daily",
              tiers="volume", **_CALLS),
    Component("objects", "objects_std", "traffic", "out", "0.09", "3.25", tiers="graduated",
              **_AMOUNT),
    Component("objects", "objects_cold", "storage", "cold_gb", "0.0002", "2210.5", cycle="monthly",
              tiers="volume", **_AMOUNT),
    Component("database", "database_sql", "instance", "sql_small", "0.11"),
    Component("database", "database_sql", "instance", "sql_large", "0.4375"),
    Component("database", "database_sql", "backup", "backup_gb", "0.0012", "77.125", cycle="daily",
              **_AMOUNT),
    Component("database", "database_sql", "subscription", "sql_year", "820", mode="subscription",
              pricing_unit="Year", tiers="graduated", **_UPFRONT),
    Component("cache", "cache_kv", "instance", "kv_node", "0.0615", "2"),
    Component("balancer", "balancer_app", "instance", "app_lb", "0.02"),
    Component("balancer", "balancer_app", "capacity", "lcu", "0.0063", "1.75", metering="amount",
              usage_unit="LCU-hour", pricing_unit="LCU-hour", per="1"),
    Component("functions", "functions_std", "calls", "invocations", "0.002", "5400",
              tiers="graduated", is_global=True, **_CALLS),
    Component("functions", "functions_std", "memory", "gb_seconds", "0.0000166667", "310.5",
              metering="amount", usage_unit="GB-second", pricing_unit="GB-second", per="1",
              is_global=True),
    Component("delivery", "delivery_web", "traffic", "cdn_gb", "0.06", "2.4", cycle="daily",
              tiers="volume", is_global=True, **_AMOUNT),
    Component("logs", "logs_std", "ingest", "log_gb", "0.05", "0.35", tiers="graduated",
              **_AMOUNT),
    Component("logs", "logs_std", "retention", "kept_gb", "0.0008", "120.25", cycle="daily",
              **_AMOUNT),
    Component("messages", "messages_sms", "messages", "sms", "0.045", "14", cycle="monthly",
              tiers="volume", metering="amount", usage_unit="message",
              pricing_unit="message", per="1", is_global=True),
    Component("support", "support_team", "seats", "seat", "3.2", "4", cycle="monthly",
              metering="amount", usage_unit="seat-day", pricing_unit="seat-day", per="1",
              is_global=True, settlement_type="special_request"),
    Component("network", "network_pack", "subscription", "pack_100", "60", mode="subscription",
              pricing_unit="Month", tiers="volume", **_UPFRONT),
    Component("network", "network_p95", "bandwidth", "p95_mbps", "11.5", "38", cycle="monthly",
              metering="p95", usage_unit="Mbps", pricing_unit="Mbps-month", per="1"),
)  # fmt: skip


def _server(flavour: str) -> Kit:
    """A server with a disk and traffic."""
    family = flavour.split(".", maxsplit=1)[0]
    return Kit("server", "ins", (f"server_{flavour}", "disk_ssd.ssd_gb", f"server_{family}.egress"))


# From the most to the least frequent.
KITS = (
    _server("s5.small"),
    Kit("bucket", "bkt", ("objects_std.std_gb", "objects_std.put", "objects_std.out")),
    Kit("disk", "vol", ("disk_hdd.hdd_gb",)),
    _server("m6.small"),
    Kit("database", "sql", ("database_sql.sql_small", "database_sql.backup_gb")),
    Kit("function", "fun", ("functions_std.invocations", "functions_std.gb_seconds")),
    _server("s5.medium"),
    Kit("domain", "cdn", ("delivery_web.cdn_gb",)),
    Kit("balancer", "alb", ("balancer_app.app_lb", "balancer_app.lcu")),
    _server("c7.large"),
    Kit("logset", "log", ("logs_std.log_gb", "logs_std.kept_gb")),
    Kit("disk", "vol", ("disk_ssd.ssd_gb", "disk_ssd.snapshot")),
    _server("m6.medium"),
    Kit("cache", "kvc", ("cache_kv.kv_node",)),
    Kit("server", "spt", ("server_s5.spot",)),
    Kit("sender", "sms", ("messages_sms.sms",)),
    _server("g4.small"),
    Kit("database", "sql", ("database_sql.sql_large", "database_sql.backup_gb")),
    Kit("bucket", "bkt", ("objects_cold.cold_gb",)),
    *(
        _server(f"{family}.{size}")
        for family in ("s5", "m6", "c7", "g4")
        for size in ("large", "xlarge")
    ),
    Kit("plan", "sup", ("support_team.seat",)),
    Kit("server", "spt", ("server_c7.spot",)),
    Kit("plan", "svp", ("server_s5.plan_fee",)),
)
BANDWIDTH = Kit("bandwidth", "bwp", ("network_p95.p95_mbps",))

BY_CODE = {component.code: component for component in COMPONENTS}
PREPAID = tuple(component for component in COMPONENTS if component.cycle == "upfront")


def sku_id(provider: Provider, component: Component) -> str:
    """Id of a component at a provider."""
    return f"{provider.prefix}.{component.code}"


def sku_rows(recorded_at: object) -> list[Row]:
    """The table `skus`, recorded at this instant."""
    return [
        {
            "sku_id": sku_id(provider, one),
            "provider_account_id": provider.account_id,
            "product_code": f"p_{one.product}",
            "product_name": PRODUCT_NAMES[one.product],
            "subproduct_code": f"sp_{one.subproduct}",
            "subproduct_name": f"{PRODUCT_NAMES[one.product]} {one.subproduct.split('_')[1]}",
            "component_type_code": f"v_{one.subproduct}_{one.component_type}",
            "component_type_name": one.component_type.capitalize(),
            "component_code": f"sv_{one.subproduct}_{one.component}",
            "component_name": one.component.replace("_", " "),
            "resource_type_code": f"rt_{one.product}",
            "resource_type_name": PRODUCT_NAMES[one.product],
            "specification": f"{one.component_type} | {one.component}" if one.sized else None,
            "billing_mode": one.mode,
            "settlement_cycle": one.cycle,
            "metering": one.metering,
            "usage_unit": one.usage_unit,
            "pricing_unit": one.pricing_unit,
            "usage_per_pricing_unit": Decimal(one.per),
            "settlement_type": one.settlement_type,
            "recorded_at": recorded_at,
        }
        for provider in PROVIDERS
        for one in COMPONENTS
    ]
