// Package shopline pulls the orders and customers of a SHOPLINE shop in Taiwan or Hong
// Kong over its Open API, https://open.shopline.io/v1. Shops on myshopline.com have
// another API: package shoplineglobal.
//
// What a request must have. Authorization: Bearer and the token of a staff member
// (Settings > Staff Settings > API Auth), and as User-Agent the shop's handle: without
// it the API refuses. 20 requests per second are taken.
//
// How an order's status maps:
//
//	Placed     every status but temp
//	Paid       order_payment.status is completed, refunding, refunded or
//	           partially_refunded; or it is paid on delivery or at the store
//	           (cash_on_delivery, tw_711_pay, …_cod), was confirmed or completed, and the
//	           parcel is not on its way back
//	Fulfilled  status completed, or the parcel is shipped, arrived or collected
//	Cancelled  status cancelled
//	Deleted    status removed
//	Unmapped   every other status
//
// Money. An amount is an object whose cents are the dollars for TWD and a hundred of them
// for other currencies, so only dollars are read. Total is total, before refunds; the
// discount is order_discount, credits and points paid in are money. A line's amount is
// discounted_price or order_discounted_price where there is one, else total.
//
// Refunds are return orders, which stand in a list of their own: one whose refund is paid
// (order_payment_status refunded) and that isn't cancelled is a refund of its order, of
// order_payment.refund_amount (else its total), at update_refund_amount_at, else at the
// last change of its payment. With the first page of orders, all return orders are read
// that were created since the oldest order of the page: pages come in the order of
// creation, and nothing is returned before it is bought. An order whose payment is
// refunded for more than its return orders hold has the rest as a refund at the last
// change of the payment.
//
// Paging. Lists are sorted by the time of creation, also where they are filtered by the
// time of change, so a window is whole only when its last page is read; pages begin behind
// the id of the last row (previous_id), and no change moves them.
//
// What updated_at misses. A change of the delivery does not move the order's time (the API's
// documentation says so), nor, as far as is known, does a return order. Reread yields the orders
// created within the shop's reread again, and every order whose return order changed
// within it. An order that is archived (after about two years) leaves the lists: asked
// for by its id it is answered with 410 and taken for hidden, what is stored of it stays.
//
// Consents. is_subscribed_marketing_email is the answer for edm, and of subscriptions the
// entry of platform line or sms that of its channel; none of them has a time. line_id is
// the LINE user id.
//
// Products are read where the shop's also_pull names them, by the time of their last change,
// and by page numbers: behind the id of the last row is a beta that few shops have. A price is
// price_sale where that is above zero. Of medias the original picture is taken; link is a page
// where it is an address. A cart is only shown to who knows whose it is (owner_id), and else
// announced by webhooks that nobody has seen signed: no list of carts is there, and none is read.
//
// Coupon codes: no documented field of an order holds the code that it was bought with, so
// none is read; a column coupons of a file feed does.
//
// Not verified, since it is documented nowhere and no shop was asked: whether lists hold
// removed orders (then the total is larger by them than what is stored, and each night
// compares all ids); whether order.updated_at moves when an order is paid; the names of
// platforms in subscriptions; which time of a return order is that of the payment; whether a
// fraction of a second is taken in a filter; the names of the sizes below medias.images; the most rows of a page (100 are asked for,
// less where the shop is slow).
package shopline
