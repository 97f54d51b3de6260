"""Setting up an account, and changing it."""

from collections.abc import Mapping
import logging
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
)
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .account import IletiMerkeziConfigEntry, apply_again
from .api import ProviderUnreachableError, RefusedError, StatusCode, validated_url
from .config_flow_options import IletiMerkeziOptionsFlow
from .config_flow_recipient import RecipientSubentryFlow
from .const import (
    CONF_API_HASH,
    CONF_SENDER,
    DOMAIN,
    NAME,
    SECTION_ADVANCED,
    SUBENTRY_TYPE_RECIPIENT,
)
from .feedback.escaping import escaped
from .senders import (
    async_approved_senders,
    client_for,
    is_valid_sender,
    sender_selector,
    suggested_sender,
    url_of,
)

_LOGGER = logging.getLogger(__name__)

_TEXT: Final = TextSelector()
_SECRET: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_REAUTH_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_API_KEY): _TEXT, vol.Required(CONF_API_HASH): _SECRET}
)
_URL: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))


def _account_schema(url: str, *, hash_is_known: bool) -> vol.Schema:
    """Return the form of an account, with an address that stays unless changed.

    The frontend fills the section in with its own default before all else, and
    submits no form whose required fields are empty.
    """
    hash_field = vol.Optional if hash_is_known else vol.Required
    return vol.Schema(
        {
            vol.Required(CONF_API_KEY): _TEXT,
            hash_field(CONF_API_HASH): _SECRET,
            vol.Required(SECTION_ADVANCED, default={CONF_URL: url}): section(
                vol.Schema({vol.Required(CONF_URL, default=url): _URL}),
                {"collapsed": True},
            ),
        }
    )


class IletiMerkeziConfigFlow(ConfigFlow, domain=DOMAIN):
    """The flows of an account."""

    def __init__(self) -> None:
        """Initialize."""
        self._credentials: dict[str, str] = {}
        self._senders: list[str] = []

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: IletiMerkeziConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what an account can have: recipients."""
        return {SUBENTRY_TYPE_RECIPIENT: RecipientSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: IletiMerkeziConfigEntry,
    ) -> OptionsFlow:
        """Return the flow of the options."""
        return IletiMerkeziOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for key and hash of a new account."""
        return await self._async_account_step("user", user_input, {})

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for other credentials, another address or another sender.

        An empty hash stands for the one of the key that is known already.
        """
        return await self._async_account_step(
            "reconfigure", user_input, self._get_reconfigure_entry().data
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start after the provider has refused the credentials."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for key and hash again."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_check(user_input, url_of(entry.data))
            if not errors:
                return self._update(entry, self._credentials)
        suggested = {CONF_API_KEY: (user_input or entry.data)[CONF_API_KEY]}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(_REAUTH_SCHEMA, suggested),
            errors=errors,
            description_placeholders={"account": escaped(entry.title)},
        )

    async def async_step_sender(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the sender: one of the approved ones, or any other."""
        errors: dict[str, str] = {}
        if user_input is not None:
            sender: str = user_input[CONF_SENDER]
            if is_valid_sender(sender):
                return self._finish({**self._credentials, CONF_SENDER: sender})
            errors[CONF_SENDER] = "invalid_sender"
        suggested = user_input
        if suggested is None and self.source == SOURCE_RECONFIGURE:
            suggested = {CONF_SENDER: self._get_reconfigure_entry().data[CONF_SENDER]}
        elif suggested is None:
            suggested = suggested_sender(self._senders)
        return self.async_show_form(
            step_id="sender",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(CONF_SENDER): sender_selector(self._senders)}),
                suggested,
            ),
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Lead on to the first recipient."""
        subentry_flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_TYPE_RECIPIENT),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (
            FlowType.CONFIG_SUBENTRIES_FLOW,
            subentry_flow["flow_id"],
        )
        return result

    async def _async_account_step(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        current: Mapping[str, Any],
    ) -> ConfigFlowResult:
        """Ask for credentials and address, then for the sender."""
        errors: dict[str, str] = {}
        url = url_of(current)
        if user_input is not None:
            url = user_input.get(SECTION_ADVANCED, {}).get(CONF_URL, url)
            if not user_input.get(CONF_API_HASH, "").strip() and (
                user_input[CONF_API_KEY].strip() == current.get(CONF_API_KEY)
            ):
                user_input = {**user_input, CONF_API_HASH: current[CONF_API_HASH]}
            errors = await self._async_check(user_input, url)
            if not errors:
                self._senders = await async_approved_senders(
                    self.hass, self._credentials
                )
                return await self.async_step_sender()
        # The hash is never suggested: no form shows a secret again.
        entered = user_input or current
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _account_schema(url, hash_is_known=bool(current)),
                {
                    CONF_API_KEY: entered.get(CONF_API_KEY, ""),
                    SECTION_ADVANCED: {CONF_URL: url},
                },
            ),
            errors=errors,
        )

    async def _async_check(
        self, user_input: dict[str, Any], url: str
    ) -> dict[str, str]:
        """Try credentials by asking for the balance, which costs nothing.

        Keeps them and returns no errors if the provider accepts them.
        """
        try:
            url = validated_url(url)
        except ValueError:
            return {"base": "invalid_url"}
        self._credentials = {
            CONF_API_KEY: user_input[CONF_API_KEY].strip(),
            CONF_API_HASH: user_input.get(CONF_API_HASH, "").strip(),
            CONF_URL: url,
        }
        self._abort_if_key_is_taken(self._credentials[CONF_API_KEY])
        if not all(self._credentials.values()):
            return {"base": "invalid_auth"}
        try:
            await client_for(self.hass, self._credentials).balance()
        except RefusedError as err:
            if err.code == StatusCode.UNAUTHORIZED:
                return {"base": "invalid_auth"}
            _LOGGER.warning(
                "İleti Merkezi refused the balance query with code %s", err.code
            )
            return {"base": "unknown"}
        except ProviderUnreachableError as err:
            _LOGGER.debug("The provider cannot be reached: %s", err)
            return {"base": "cannot_connect"}
        except Exception:
            _LOGGER.exception("Unexpected error while checking the credentials")
            return {"base": "unknown"}
        return {}

    def _abort_if_key_is_taken(self, api_key: str) -> None:
        """Abort if another account has this key."""
        own = None
        if self.source == SOURCE_REAUTH:
            own = self._get_reauth_entry()
        elif self.source == SOURCE_RECONFIGURE:
            own = self._get_reconfigure_entry()
        if own is None or own.data[CONF_API_KEY] != api_key:
            self._async_abort_entries_match({CONF_API_KEY: api_key})

    def _finish(self, data: dict[str, str]) -> ConfigFlowResult:
        """Create or update the account."""
        # Once more: another flow may have ended meanwhile.
        self._abort_if_key_is_taken(data[CONF_API_KEY])
        if self.source == SOURCE_RECONFIGURE:
            return self._update(self._get_reconfigure_entry(), data)
        is_first = not self.hass.config_entries.async_entries(DOMAIN)
        return self.async_create_entry(
            title=NAME if is_first else f"{NAME} ({data[CONF_SENDER]})", data=data
        )

    def _update(
        self, entry: IletiMerkeziConfigEntry, data: dict[str, str]
    ) -> ConfigFlowResult:
        """Change an account and end the flow.

        Update listeners are called for changes only. If there are none, what was refused
        has been fixed in the provider's panel.
        """
        if data.items() <= entry.data.items():
            apply_again(self.hass, entry)
        reason = "reauth_successful"
        if self.source == SOURCE_RECONFIGURE:
            reason = "reconfigure_successful"
        # Without a reason, core shows a text of its own.
        return self.async_update_and_abort(entry, data_updates=data, reason=reason)
