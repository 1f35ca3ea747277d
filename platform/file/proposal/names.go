package proposal

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// nameKey is a column's name as it is compared: in lower case, letters and digits only,
// in the widths of ASCII.
func nameKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Fold.String(name))
}

// unit is what a column's name may end with and isn't of its name: in which money its amounts
// are, or what its quantities count, as in 金額(元), Total [NT$] and 數量（件）.
var unit = regexp.MustCompile(`(?i)\s*[(\[]\s*(?:元|圓|円|新?[台臺]幣|人民幣|港幣|美[元金]|[a-z]{0,3}[$€£¥]|ntd?|rmb|rm|twd|hkd|mop|usd|cny|jpy|eur|gbp|sgd|myr|krw|thb|vnd|php|idr|aud|cad|nzd|chf|單位[:：]?\S{1,3}|件|個|组|組|pcs|qty)\s*[)\]]\s*$`)

// withoutUnit is a column's name less the unit at its end.
func withoutUnit(name string) string { return unit.ReplaceAllString(width.Fold.String(name), "") }

// What an amount may be of.
const (
	ofOrder   = "order"
	ofLine    = "line"
	ofEither  = "either"
	unitPrice = "unit"
)

// names are the names that columns of a field have, the sure ones before the semicolon.
// What stands behind it names the field only where no column has a sure name.
var names = map[string]string{
	"order_id": "orderid orderno ordernumber ordernum ordername ordercode salesorder salesorderno orderreference 訂單編號 訂單號碼 訂單號 訂單序號 訂購編號 訂單代號 主單編號 销售单号 銷售單號 订单编号 订单号 订单号码 ;" +
		"receipt receiptno receiptnumber receiptid invoice invoiceno invoicenumber invoiceid transactionid transactionno transaction ticketno ticket saleid billno bill order " +
		"單號 交易序號 交易編號 交易號碼 交易單號 收據 收據號碼 小票號 流水號 发票号码 發票號碼 單據號碼 單據編號 单号 交易单号 交易编号 收据 小票号 流水号 单据编号 ;id no number 編號 编号 序號 序号",
	"placed_at": "orderdate ordertime orderdatetime orderedat ordered orderplaced placedat placed datetimeplaced purchasedate purchasedat invoicedate receiptdate saledate salesdate saletime soldat sold transactiondate transactiontime transactiondatetime " +
		"轉單日期時間 轉單日期 轉單時間 訂購時間 訂購日期 下單時間 下單日期 訂單日期 訂單時間 訂單成立時間 訂單成立日期 成立時間 成立日期 建立時間 建立日期 交易日期 交易時間 銷售日期 銷售時間 購買日期 購買時間 消費日期 消費時間 發票日期 " +
		"订购时间 订购日期 下单时间 下单日期 订单日期 订单时间 成立时间 创建时间 创建日期 交易时间 销售日期 销售时间 购买日期 购买时间 消费日期 ;" +
		"createdat created creationdate date day datetime timestamp when 日期 時間 时间 日期時間",
	"customer_id": "customerid customerno customernumber customercode customer_id memberid memberno membernumber membercode userid buyerid clientid cust custid custno accountid loyaltyid " +
		"會員編號 會員代號 會員號碼 會員卡號 會員id 顧客編號 顧客id 客戶編號 客戶代號 会员编号 会员号 会员卡号 顾客编号 客户编号 ;customer member 會員 顧客 客戶 会员 顾客 客户",
	"email": "email emailaddress mail customeremail buyeremail billingemail emailbilling customermail memberemail 信箱 電子信箱 電子郵件 電郵 郵箱 會員信箱 顧客信箱 顧客email 會員email 訂購人email 訂購人信箱 購買人信箱 邮箱 电子邮件 电子邮箱 email信箱 ;",
	"phone": "phone mobile cellphone mobilephone phonenumber mobilenumber tel telephone customerphone buyerphone billingphone phonebilling memberphone " +
		"手機 手機號碼 行動電話 會員手機 會員電話 顧客電話 顧客手機 訂購人電話 訂購人手機 購買人電話 手机 手机号 手机号码 会员手机 顾客电话 ;電話 聯絡電話 連絡電話 电话 联系电话 contactnumber",
	"name":           "customername buyername membername clientname fullname billingname 姓名 會員姓名 顧客姓名 客戶姓名 客戶名稱 顧客名稱 訂購人 訂購人姓名 購買人 購買人姓名 会员姓名 顾客姓名 客户姓名 客户名称 ;name customer buyer 顧客 客戶 会员 顾客",
	"status":         "status orderstatus orderstate 狀態 訂單狀態 訂單處理狀態 处理状态 状态 订单状态 交易狀態 交易状态 ;state ",
	"payment_status": "paymentstatus financialstatus paystatus paidstatus 付款狀態 付款状态 支付狀態 支付状态 ;",
	"currency":       "currency currencycode 幣別 幣種 貨幣 币种 货币 ;",
	"country":        "country countrycode billingcountry 國家 国家 國別 ;",
	"quantity":       "quantity qty units itemquantity lineitemquantity qtysold itemssold 數量 購買數量 商品數量 銷售數量 数量 购买数量 商品数量 件數 件数 ;numberofitems items pieces pcs count 個數",
	"sku":            "sku itemsku productsku lineitemsku stockcode itemcode productcode barcode itemno articleno plu 商品編號 商品貨號 貨號 料號 商品料號 商品代號 產品編號 品號 條碼 國際條碼 商品编号 货号 商品编码 条码 ;",
	"product_id":     "productid itemid 商品id 產品id ;",
	"title":          "product productname productnames item itemname description producttitle lineitemname article goods 品名 商品名稱 產品名稱 商品 品項 商品品名 商品名称 产品名称 品项 ;title name",
	"category":       "category productcategory itemcategory department subcategory 分類 商品分類 類別 商品類別 分类 类别 ;",
	"updated_at":     "updatedat lastmodified modifiedat datemodified lastupdated 更新時間 更新日期 最後更新 修改時間 异动时间 異動時間 更新时间 修改时间 ;updated modified",
	"refunded":       "refundedamount refundamount amountrefunded refunded 退款金額 退款金额 已退款金額 ;",
	"refunded_at":    "refundedat refunddate refundtime 退款日期 退款時間 退款时间 ;",
	"cancelled":      "cancelledat canceledat cancelled canceled void voided iscancelled 取消時間 取消日期 是否取消 作廢 取消时间 ;",
	"till":           "till tillno tillid register registerno registername pos posno posid terminal terminalid cashregister store storeid storeno storename branch location outlet 機號 機台 收銀機 收銀機號 櫃號 店號 門市 門市代號 門市名稱 店別 分店 店名 机号 收银机 门店 门店编号 ;",
	"clock":          "time ordertime saletime salestime transactiontime 時間 交易時間 銷售時間 时间 交易时间 下單時間 ;",

	"registered_at": "registeredat registrationdate signupdate joindate joinedat membersince createdat created 註冊時間 註冊日期 加入日期 加入時間 入會日期 建立時間 注册时间 注册日期 加入时间 ;date 日期",
	"birth_date":    "birthday birthdate dateofbirth dob birth 生日 出生日期 會員生日 ;",
	"gender":        "gender sex 性別 性别 ;",
	"city":          "city defaultaddresscity billingcity 城市 縣市 居住城市 ;",
	"tier":          "tier level membertier memberlevel vip 會員等級 等級 会员等级 等级 ;",
	"points":        "points point pointsbalance 點數 紅利點數 紅利 积分 点数 ;",
	"tags":          "tags tag 標籤 标签 ;",
	"consent_edm":   "acceptsmarketing acceptsemailmarketing emailconsent newsletter edm subscribed 訂閱 訂閱電子報 電子報 接受行銷 是否訂閱 订阅 ;",
	"consent_sms":   "acceptssmsmarketing smsconsent sms 簡訊 接受簡訊 短信 ;",
	"line_id":       "lineid lineuserid lineuid line ;",
}

// amounts are the names of amounts, by what they are of.
var amounts = map[string]string{
	ofOrder: "total ordertotal grandtotal totalamount totalprice totalpaid ordertotalamount orderamount amountpaid paidamount finalamount nettotal ordervalue totalsales " +
		"總計 總金額 總額 合計 訂單金額 訂單總額 訂單總計 訂單合計 訂單總金額 實付金額 實收金額 應付金額 付款金額 付款總金額 結帳金額 消費金額 交易金額 發票金額 成交金額 " +
		"总计 总金额 总额 合计 订单金额 订单总额 实付金额 应付金额 付款金额 消费金额 实收金额 交易金额",
	ofLine:    "linetotal lineamount itemtotal itemamount linesubtotal itemsubtotal lineitemtotal netsales extendedprice subtotal 小計 商品小計 品項金額 明細金額 商品金額 銷售金額折扣後 小计 商品小计 商品金额 商品總價 商品总价",
	ofEither:  "amount amt sales sale revenue value dollars dollarvalue dollaramount paid money price_total turnover 金額 金额 銷售額 销售额 銷售金額 销售金额 營業額",
	unitPrice: "unitprice price itemprice lineitemprice priceeach unitcost 單價 售價 價格 商品單價 商品售價 销售单价 单价 售价 价格 商品单价",
}

// otherDates are names of dates that are not when an order was placed.
var otherDates = []string{"ship", "due", "deliver", "birth", "paid", "pay", "refund", "cancel", "update", "modif", "expire", "expect", "出貨", "到貨", "付款", "退款", "取消", "更新", "生日", "发货", "收货"}

// ranks are the keys of names by field: how sure each name is, 0 the surest.
var ranks = func() map[string]map[string]int {
	all := map[string]map[string]int{}
	for field, list := range names {
		all[field] = map[string]int{}
		for rank, group := range strings.Split(list, ";") {
			for name := range strings.FieldsSeq(group) {
				all[field][nameKey(name)] = rank
			}
		}
	}
	for kind, list := range amounts {
		all[kind] = map[string]int{}
		for name := range strings.FieldsSeq(list) {
			all[kind][nameKey(name)] = 0
		}
	}
	return all
}()

// rankOf is how surely a column's name names a field; false where it doesn't.
func rankOf(field, name string) (int, bool) {
	key := nameKey(name)
	rank, is := ranks[field][key]
	if !is {
		rank, is = ranks[field][nameKey(withoutUnit(name))]
	}
	if !is && field == "quantity" && strings.HasPrefix(key, "numberof") {
		return 1, true
	}
	return rank, is
}

func isOtherDate(name string) bool {
	key := nameKey(name)
	for _, part := range otherDates {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}
