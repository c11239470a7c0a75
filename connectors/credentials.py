"""Secrets by reference: a configuration file says where a password is, never what it is."""

from collections.abc import Mapping
from pathlib import Path

from connectors.interface import Secret
from schemas.errors import ConfigError

FORMS = "env:NAME, file:PATH or credential:NAME"


def resolve(reference: str, environment: Mapping[str, str]) -> Secret | None:
    """The secret a reference points at; None for "".

    ``credential:NAME`` is a systemd credential: file NAME in ``$CREDENTIALS_DIRECTORY`` (systemd.exec(5)).
    ``ConfigError`` says what is missing, not what was found.
    """
    if not reference:
        return None
    scheme, _, name = reference.partition(":")
    match scheme:
        case "env" if name:
            return _from_environment(name, environment)
        case "file" if name:
            return _from_file(Path(name))
        case "credential" if name and Path(name).name == name:
            return _from_file(_credentials(environment) / name)
    # Not echoed: what stands here is often the password itself.
    raise ConfigError(f"A secret is written as {FORMS}. Put the password there and the reference here.")


def _from_environment(name: str, environment: Mapping[str, str]) -> Secret:
    value = environment.get(name, "")
    if not value:
        raise ConfigError(
            f"env:{name}: the variable is not set. Set it for the service that runs the harvest."
        )
    return Secret(value)


def _credentials(environment: Mapping[str, str]) -> Path:
    folder = environment.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        raise ConfigError(
            "$CREDENTIALS_DIRECTORY is not set. Run under systemd with LoadCredential=, or use file:PATH."
        )
    return Path(folder)


def _from_file(path: Path) -> Secret:
    try:
        mode = path.stat().st_mode
        if mode & 0o077:
            raise ConfigError(
                f"{path} can be read by others (mode {mode & 0o777:04o}). Run: chmod 600 {path}"
            )
        value = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"{path}: no readable secret there ({type(problem).__name__}).") from None
    if not value:
        raise ConfigError(f"{path} is empty. Write the password into it.")
    return Secret(value)
