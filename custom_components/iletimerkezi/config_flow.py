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
from .api import (
    DEFAULT_URL,
    ProviderUnreachableError,
    RefusedError,
    StatusCode,
    validated_url,
)
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
_URL: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

_ABOUT_ADDRESS: Final = ("invalid_url", "cannot_connect")


def _credentials_schema(*, hash_is_known: bool) -> vol.Schema:
    """Return a form for key and hash; one that is known may be left empty.

    The frontend submits no form whose required fields are empty.
    """
    hash_field = vol.Optional if hash_is_known else vol.Required
    return vol.Schema(
        {vol.Required(CONF_API_KEY): _TEXT, hash_field(CONF_API_HASH): _SECRET}
    )


def _account_schema(url: str, *, hash_is_known: bool, folded: bool) -> vol.Schema:
    """Return the form of an account, with an address that stays unless changed.

    The frontend fills the section in with its own default before all else.
    """
    address = vol.Schema({vol.Required(CONF_URL, default=url): _URL})
    advanced = section(address, {"collapsed": folded})
    return _credentials_schema(hash_is_known=hash_is_known).extend(
        {vol.Required(SECTION_ADVANCED, default={CONF_URL: url}): advanced}
    )


class IletiMerkeziConfigFlow(ConfigFlow, domain=DOMAIN):
    """The flows of an account."""

    def __init__(self) -> None:
        """Initialize."""
        self._credentials: dict[str, str] = {}
        self._kept: dict[str, str] = {}
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
        return await self._async_account_step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for other credentials, another address or another sender."""
        return await self._async_account_step("reconfigure", user_input)

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
        schema = _credentials_schema(hash_is_known=bool(self._known))
        suggested = {CONF_API_KEY: (user_input or entry.data)[CONF_API_KEY]}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
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
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask for credentials and address, then for the sender."""
        errors: dict[str, str] = {}
        url = url_of(self._known)
        if user_input is not None:
            url = user_input.get(SECTION_ADVANCED, {}).get(CONF_URL, url)
            errors = await self._async_check(user_input, url)
            if not errors:
                self._senders = await async_approved_senders(
                    self.hass, self._credentials
                )
                return await self.async_step_sender()
        known = self._known
        folded = url == DEFAULT_URL and errors.get("base") not in _ABOUT_ADDRESS
        schema = _account_schema(url, hash_is_known=bool(known), folded=folded)
        # The hash is never suggested: no form shows a secret again.
        suggested = {
            CONF_API_KEY: (user_input or known).get(CONF_API_KEY, ""),
            SECTION_ADVANCED: {CONF_URL: url},
        }
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            errors=errors,
        )

    @property
    def _known(self) -> Mapping[str, str]:
        """Return the credentials whose hash an empty field stands for.

        They are the last ones typed unless these were refused, else the account's own.
        """
        if self._kept or self.source != SOURCE_RECONFIGURE:
            return self._kept
        return self._get_reconfigure_entry().data

    async def _async_check(self, typed: dict[str, Any], url: str) -> dict[str, str]:
        """Try credentials; keep them and return no errors if they are accepted."""
        key: str = typed[CONF_API_KEY].strip()
        secret: str = typed.get(CONF_API_HASH, "").strip()
        if not secret and key == self._known.get(CONF_API_KEY):
            secret = self._known[CONF_API_HASH]
        self._credentials = {CONF_API_KEY: key, CONF_API_HASH: secret, CONF_URL: url}
        self._abort_if_key_is_taken(key)
        error = await self._async_error() if key and secret else "invalid_auth"
        self._kept = {} if error == "invalid_auth" else self._credentials
        return {"base": error} if error else {}

    async def _async_error(self) -> str | None:
        """Return what is wrong, asking for the balance, which costs nothing."""
        try:
            self._credentials[CONF_URL] = validated_url(self._credentials[CONF_URL])
        except ValueError:
            return "invalid_url"
        try:
            await client_for(self.hass, self._credentials).balance()
        except RefusedError as err:
            if err.code == StatusCode.UNAUTHORIZED:
                return "invalid_auth"
            _LOGGER.warning(
                "İleti Merkezi refused the balance query with code %s", err.code
            )
            return "unknown"
        except ProviderUnreachableError as err:
            _LOGGER.debug("The provider cannot be reached: %s", err)
            return "cannot_connect"
        except Exception:
            _LOGGER.exception("Unexpected error while checking the credentials")
            return "unknown"
        return None

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
