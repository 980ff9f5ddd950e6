"""`make secrets`: the passwords of compose.yaml, one file each, never overwritten."""

from pathlib import Path
from secrets import token_urlsafe

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def main() -> None:
    """Write the files that compose.yaml mounts; containers read them as another user.

    So the folder is closed (0700) and the files in it are open.
    """
    if FOLDER.exists():
        print(f"{FOLDER} exists already; nothing is changed.")
        return
    FOLDER.mkdir(mode=0o700)
    postgres, redis = token_urlsafe(24), token_urlsafe(24)
    texts = {
        "secret-key": token_urlsafe(50),
        "postgres-password": postgres,
        "redis-password": redis,
        "database-url": f"postgres://studio:{postgres}@postgres:5432/studio",
        "redis-url": f"redis://:{redis}@valkey:6379/0",
    }
    for name, text in texts.items():
        (FOLDER / name).write_text(text)
        (FOLDER / name).chmod(0o644)
    print(f"Passwords made in {FOLDER}.")


if __name__ == "__main__":
    main()
