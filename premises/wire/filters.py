"""What an MQTT filter lets through: the one rule that brokers, their access tables and the memory broker share."""


def covers(allowed: str, asked: str) -> bool:
    """Whether ``allowed``, a filter, hears everything that ``asked``, a topic or another filter, stands for.

    ``+`` stands for one level, ``#`` for the rest including none. Source: MQTT 3.1.1, 4.7.1.
    """
    asked_levels = asked.split("/")
    allowed_levels = allowed.split("/")
    for index, level in enumerate(allowed_levels):
        if level == "#":
            return True
        if index >= len(asked_levels) or asked_levels[index] == "#" or level not in ("+", asked_levels[index]):
            return False
    return len(allowed_levels) == len(asked_levels)
