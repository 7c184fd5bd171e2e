import telebot
from telegram import Update
from telegram.ext import Application, ContextTypes, PreCheckoutQueryHandler

bot = telebot.TeleBot("token")


@bot.pre_checkout_query_handler(func=lambda query: True)
def approve(query) -> None:
    bot.answer_pre_checkout_query(query.id, ok=True)  # expect: always-approved


async def precheckout(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.pre_checkout_query
    await query.answer(ok=True)  # expect: always-approved


async def precheckout_with_payload(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.pre_checkout_query
    if query.invoice_payload != "donation":
        await query.answer(ok=False, error_message="Unknown order")
    else:
        await query.answer(ok=True)  # ok: the payload decides


def main() -> None:
    application = Application.builder().token("token").build()
    application.add_handler(PreCheckoutQueryHandler(precheckout))
    application.add_handler(PreCheckoutQueryHandler(precheckout_with_payload))
