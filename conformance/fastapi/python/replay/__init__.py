"""Replays FastAPI's own tests over HTTP against apps served by another process. See ../../README.md."""
