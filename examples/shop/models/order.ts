import { z } from "zod";
import { Day, Money, pageOf, Quantity, RowId } from "./common.ts";
import { Address } from "./customer.ts";

export const CartLineIn = z
  .object({ product_id: RowId.meta({ strict: true }), quantity: Quantity })
  .meta({ id: "CartLineIn" });

export const QuantityChange = z.object({ quantity: Quantity }).meta({ id: "QuantityChange" });

export const CartLine = z
  .object({ product_id: RowId, name: z.string(), quantity: z.int().min(1), price: Money, total: Money })
  .meta({ id: "CartLine" });

export const Cart = z
  .object({
    id: z.uuid(),
    lines: z.array(CartLine),
    total: Money,
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "Cart" });

export const Checkout = z
  .object({
    address: Address,
    delivery: z.enum(["standard", "express", "pickup"]).default("standard"),
    note: z.string().max(500).default(""),
  })
  .meta({ id: "Checkout" });

export const OrderStatus = z.enum(["pending", "paid", "shipped", "delivered", "cancelled"]).meta({ id: "OrderStatus" });
export type OrderStatus = z.output<typeof OrderStatus>;

export const CardPayment = z
  .object({
    method: z.literal("card"),
    number: z.string().regex(/^[0-9]{12,19}$/),
    holder: z.string().min(1).max(80),
    expires: z
      .string()
      .regex(/^(0[1-9]|1[0-2])\/[0-9]{2}$/)
      .meta({ examples: ["04/31"] }),
  })
  .meta({ id: "CardPayment" });

export const TransferPayment = z
  .object({ method: z.literal("transfer"), iban: z.string().regex(/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/) })
  .meta({ id: "TransferPayment" });

export const InvoicePayment = z
  .object({ method: z.literal("invoice"), due_days: z.int().min(7).max(60).default(14).meta({ strict: true }) })
  .meta({ id: "InvoicePayment" });

/** Each method with fields of its own, told apart by `method`. */
export const Payment = z
  .discriminatedUnion("method", [CardPayment, TransferPayment, InvoicePayment])
  .meta({ id: "Payment", examples: [{ method: "invoice", due_days: 30 }] });

export const PaymentReceipt = z
  .object({ method: z.enum(["card", "transfer", "invoice"]), hint: z.string(), paid_at: z.iso.datetime() })
  .meta({ id: "PaymentReceipt" });

export const Order = z
  .object({
    id: z.uuid(),
    customer_id: RowId,
    status: OrderStatus,
    lines: z.array(CartLine),
    total: Money,
    address: Address,
    delivery: z.enum(["standard", "express", "pickup"]),
    note: z.string(),
    payment: PaymentReceipt.nullable(),
    placed_at: z.iso.datetime(),
  })
  .meta({ id: "Order" });

export const OrderPage = pageOf(Order, "OrderPage");

export const OrderEvent = z
  .object({ order_id: z.uuid(), number: z.int().min(1), status: OrderStatus, at: z.iso.datetime() })
  .meta({ id: "OrderEvent" });

/** What the payment provider tells. */
export const ProviderNotice = z
  .object({ order_id: z.uuid(), outcome: z.enum(["settled", "charged_back"]) })
  .meta({ id: "ProviderNotice" });

export const DayStats = z.object({ day: Day, orders: z.int().min(0), revenue: Money }).meta({ id: "DayStats" });

export const AuditEntry = z
  .object({ at: z.iso.datetime(), who: z.string(), what: z.string() })
  .meta({ id: "AuditEntry" });

export const ChatIn = z.object({ text: z.string().min(1).max(1000) }).meta({ id: "ChatIn" });
export const ChatMessage = z
  .object({ from: z.string(), text: z.string(), at: z.iso.datetime() })
  .meta({ id: "ChatMessage" });
