import asyncio
import sqlite3

from flask import Flask, current_app, request


def store_key(user_id: int, days: int) -> None:
    with sqlite3.connect("shop.db") as connection:
        cursor = connection.cursor()
        cursor.execute("INSERT INTO vpn_keys (user_id, days) VALUES (?, ?)", (user_id, days))


def count_keys(user_id: int) -> int:
    with sqlite3.connect("shop.db") as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM vpn_keys WHERE user_id = ?", (user_id,))
        return cursor.fetchone()[0]


async def deliver(metadata: dict) -> None:
    await asyncio.to_thread(print, metadata)
    store_key(int(metadata["user_id"]), 30)


def create_app() -> Flask:
    app = Flask(__name__)

    @app.route("/yookassa-webhook", methods=["POST"])
    def yookassa_webhook() -> tuple[str, int]:
        deliver_paid = deliver
        loop = current_app.config["LOOP"]
        # expect: repeats "inserts `vpn_keys`"
        asyncio.run_coroutine_threadsafe(deliver_paid(request.json["metadata"]), loop)
        return "OK", 200

    @app.route("/stripe-webhook", methods=["POST"])
    def stripe_webhook() -> tuple[str, int]:
        print(count_keys(request.json["user_id"]))  # ok: reads
        return "OK", 200

    return app
