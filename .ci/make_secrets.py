"""`make secrets`: the passwords of compose.yaml, one file each, never overwritten."""

from pathlib import Path
from secrets import token_urlsafe

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def main() -> None:
    """Write the files that compose.yaml mounts; containers read them as another user.

    So the folder is closed (0700) and the files in it are open. A later version may
    need one more: only what is missing is written.
    """
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    postgres, redis = kept("postgres-password"), kept("redis-password")
    texts = {
        "secret-key": token_urlsafe(50),
        "keys-secret": token_urlsafe(50),
        "postgres-password": postgres,
        "redis-password": redis,
        "database-url": f"postgres://studio:{postgres}@postgres:5432/studio",
        "redis-url": f"redis://:{redis}@valkey:6379/0",
    }
    missing = [name for name in texts if not (FOLDER / name).exists()]
    for name in missing:
        (FOLDER / name).write_text(texts[name])
        (FOLDER / name).chmod(0o644)
    print(f"Made in {FOLDER}: {', '.join(missing) or 'nothing, all are there'}.")


def kept(name: str) -> str:
    """Return the password in a file, or a new one."""
    path = FOLDER / name
    return path.read_text().strip() if path.exists() else token_urlsafe(24)


if __name__ == "__main__":
    main()
