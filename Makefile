# Thin names for `./studio`, for those who type make.
.PHONY: run test check lock messages secrets

run:
	./studio run

test:
	./studio test

# What every commit passes.
check:
	./studio check
	./studio test

# Newer versions within requirements/*.in: make lock UV=--upgrade
lock:
	./studio lock $(UV)

# Needs gettext (xgettext, msgmerge, msgfmt); both .po and .mo are committed.
messages:
	./studio makemessages --locale zh_Hans --no-obsolete --no-location --no-wrap --ignore .venv --ignore data --ignore tests
	./studio compilemessages --locale zh_Hans --ignore .venv

# The passwords of compose.yaml, once; the folder keeps other people out.
secrets:
	python3 .ci/make_secrets.py
