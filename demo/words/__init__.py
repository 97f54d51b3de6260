"""Everything the demo says, and what the house of a language is expected to write."""

from dataclasses import dataclass

from demo.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. Braces hold what is filled in."""

    language: str
    title: str
    home: str

    # Who, and what the entities of house.*.yaml are called.
    owner: str
    ayse: Person
    family: Person
    neighbor: Person
    panel: str
    front_door: str
    balcony_door: str
    kitchen_smoke: str
    bedroom_smoke: str
    water: str

    # Progress.
    start_provider: str
    start_home: str
    create_owner: str
    create_account: str
    account_created: str
    ready_home: str
    ready_phones: str
    logged_in: str
    stopping: str
    succeeded: str

    # Scenes.
    burglary: str
    burglary_story: str
    burglary_sms: str
    fire: str
    fire_story: str
    fire_sms: str
    leak: str
    leak_story: str
    leak_sms: str
    leak_over_story: str
    leak_over_sms: str
    refusal: str
    refusal_story: str
    refusal_over_story: str
    refusal_sms: str
    refusal_over_sms: str
    notification: str
    notification_gone: str
    outage: str
    outage_story: str
    outage_door_sms: str
    outage_smoke_sms: str
    outage_late_story: str
    outage_over_story: str

    # Afterwards.
    try_title: str
    try_lines: tuple[str, ...]
    stop_hint: str

    # What can go wrong.
    port_taken: str
    ports_equal: str
    ended: str
    not_ready: str
    form_refused: str
    no_message: str
    wrong_messages: str
    unexpected_message: str
    no_error: str
    no_notification: str
    still_notification: str
    state_not_reached: str
    failed: str
    log_tail: str

    @property
    def recipients(self) -> tuple[Person, Person]:
        """Return whom the account gets as recipients."""
        return self.ayse, self.family


def words_for(language: str) -> Words:
    """Return the words of a language."""
    from . import en, tr  # noqa: PLC0415

    return tr.WORDS if language == "tr" else en.WORDS
