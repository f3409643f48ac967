"""Show the accounts and their current parents."""

from __future__ import annotations

from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_account
from tierbill.shared.nearest_ids import nearest

_BELOW = """
with recursive below as (
    select account_id
    from marts.dim_accounts
    where $under is null or account_id = $under
    union
    select accounts.account_id
    from marts.dim_accounts as accounts
    inner join below on accounts.parent_account_id = below.account_id
)
"""

_ACCOUNTS = """
select
    account_id, account_name,
    account_role || if(is_direct_customer and account_role = 'customer', ', direct', '') as role,
    parent_account_id, currency_code
from marts.dim_accounts
semi join below using (account_id)
order by
    list_position(['provider', 'distributor', 'reseller', 'customer'], account_role),
    parent_account_id nulls first, account_id
limit {limit}
"""


def show_accounts(display: Display, under: str | None, limit: int) -> None:
    """Print the accounts, all or `under` and those below it, at most `limit`.

    Raises:
        Refused: there is no account `under`, or several of its name; the message has the nearest.
    """
    database = display.database
    account = None if under is None else chosen_account(database, "--under", under)
    parameters = {"under": account}
    counted = database.execute(f"{_BELOW} select count(*) from below", parameters).fetchone()
    total = counted[0] if counted else 0
    if under is not None and not total:
        hint = nearest(database, "from marts.dim_accounts", "account_id", under)
        raise Refused(f"--under {under}: no such account. {hint}")
    query = _BELOW + _ACCOUNTS.format(limit=int(limit))
    display.print(display.table(query, parameters, title="Accounts"))
    if total > limit:
        display.say(f"... and {total - limit:,} more; --limit shows more of them.")
