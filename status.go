package regulars

import (
	"slices"
	"strings"
)

// Status is what a status word of a shop means for its order.
type Status string

// What a word can mean, each more than the one before as far as paid and fulfilled go.
const (
	StatusOpen      Status = "open"      // no order yet, or none at all: a draft, a cart, a record to be ignored
	StatusUnpaid    Status = "unpaid"    // placed, and not paid
	StatusPaid      Status = "paid"      // placed and paid, and not fulfilled
	StatusFulfilled Status = "fulfilled" // placed, paid and fulfilled
	StatusCancelled Status = "cancelled" // cancelled, voided, failed or expired
	StatusRefunded  Status = "refunded"  // all of it was given back
	StatusTest      Status = "test"      // an order that nobody placed
)

// Statuses are what the config may write for a word: the meanings, and two that people
// look for.
var Statuses = []string{
	string(StatusOpen), "draft", "ignored", string(StatusUnpaid), "placed", string(StatusPaid), string(StatusFulfilled),
	string(StatusCancelled), string(StatusRefunded), string(StatusTest),
}

// StatusFrom is the meaning of what the config writes.
func StatusFrom(written string) Status {
	switch written {
	case "draft", "ignored":
		return StatusOpen
	case "placed":
		return StatusUnpaid
	}
	return Status(written)
}

// StatusKey is a status word as it is compared: without regard to case, and to what
// stands between its parts.
func StatusKey(word string) string {
	parts := strings.FieldsFunc(strings.ToLower(word), func(r rune) bool { return strings.ContainsRune(" \t\r\n_-\u3000\u00a0", r) })
	return strings.Join(parts, " ")
}

// plainWords are the words of orders that mean the same wherever they are written: in
// English, as WooCommerce and Shopify have them, and in Chinese.
var plainWords = map[Status]string{
	StatusOpen: "draft, auto draft, checkout draft, cart, abandoned, quote, open cart, 草稿, 購物車, 购物车",
	StatusUnpaid: "pending, pending payment, unpaid, awaiting payment, waiting for payment, on hold, not paid, payment pending, placed, new, confirmed, " +
		"未付款, 待付款, 等待付款, 尚未付款, 付款中, 已下單, 已下单, 訂單成立, 订单成立, 已成立, 新訂單, 新订单, 待確認, 待确认, 已確認, 已确认, 保留, 待收款, 未收款",
	StatusPaid: "processing, paid, authorized, partially paid, partially refunded, partially fulfilled, partial, unfulfilled, unshipped, in progress, preparing, packed, " +
		"awaiting shipment, awaiting fulfillment, ready to ship, scheduled, restocked, " +
		"處理中, 处理中, 已付款, 已收款, 付款完成, 付款成功, 待出貨, 待出货, 待發貨, 待发货, 未出貨, 未出货, 未發貨, 未发货, 備貨中, 备货中, 準備中, 准备中, 理貨中, 理货中, " +
		"部分退款, 部份退款, 部分出貨, 部分出货, 部份出貨, 部分發貨, 部分发货",
	StatusFulfilled: "completed, complete, fulfilled, shipped, delivered, done, closed, finished, picked up, sold, ok, success, successful, archived, in transit, out for delivery, " +
		"已完成, 完成, 訂單完成, 订单完成, 交易完成, 交易成功, 已出貨, 已出货, 已發貨, 已发货, 出貨完成, 配送中, 運送中, 运送中, 配達中, 已送達, 已送达, 已到貨, 已到货, 已到店, 已取貨, 已取货, " +
		"已領取, 已领取, 已簽收, 已签收, 已結案, 已结案, 已成交, 成功, 正常",
	StatusCancelled: "cancelled, canceled, cancel, void, voided, failed, failure, expired, declined, trash, rejected, payment failed, deleted, " +
		"取消, 已取消, 訂單取消, 订单取消, 取消訂單, 取消订单, 交易取消, 作廢, 作废, 已作廢, 已作废, 失敗, 失败, 付款失敗, 付款失败, 交易失敗, 交易失败, 逾期, 已逾期, 已過期, 已过期, 已失效, 無效, 无效, 已關閉, 已关闭, 拒收, 已刪除, 已删除",
	StatusRefunded: "refunded, fully refunded, returned, chargeback, charged back, 退款, 已退款, 全額退款, 全额退款, 退款完成, 已全額退款, 已退貨, 已退货, 退貨完成, 退货完成, 退貨退款, 退货退款",
	StatusTest:     "test, test order, 測試, 测试, 測試訂單, 测试订单",
}

var plainStatuses = func() map[string]Status {
	all := map[string]Status{}
	for status, words := range plainWords {
		for word := range strings.SplitSeq(words, ", ") {
			all[StatusKey(word)] = status
			all["wc "+StatusKey(word)] = status
		}
	}
	return all
}()

// StatusOf is what a word means by a shop's own words, which come first, and else as a
// plain word. It reports false where nobody mapped the word.
func StatusOf(word string, own map[string]string) (Status, bool) {
	key := StatusKey(word)
	for w, meaning := range own {
		if StatusKey(w) == key {
			return StatusFrom(meaning), true
		}
	}
	status, known := plainStatuses[key]
	return status, known
}

// StatusTable is StatusOf as two columns, sorted: the keys, and what each means.
func StatusTable(own map[string]string) (keys, meanings []string) {
	all := map[string]Status{}
	for key, status := range plainStatuses {
		all[key] = status
	}
	for w, meaning := range own {
		all[StatusKey(w)] = StatusFrom(meaning)
	}
	for key := range all {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		meanings = append(meanings, string(all[key]))
	}
	return keys, meanings
}
