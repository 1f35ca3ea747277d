package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// NinetyOne imitates the part of 91APP's OMNI API that the connector asks. Its endpoints,
// windows and envelope are documented; the names inside Data are those that the connector
// expects, for nobody without a merchant's key has seen others.
type NinetyOne struct {
	*brand.Shop
	key    string
	number int64
}

// NewNinetyOne returns the API of a shop with a number, for a key.
func NewNinetyOne(shop *brand.Shop, key string, number int64) *NinetyOne {
	return &NinetyOne{Shop: shop, key: key, number: number}
}

const ninetyOneLayout = "2006-01-02T15:04:05"

func (s *NinetyOne) clock(unix int64) any { return clock(unix, s.Zone, ninetyOneLayout) }

// NinetyOneID is how 91APP writes the code of an order with a number.
func NinetyOneID(number int64) string { return fmt.Sprintf("TM%09d", number) }

// NinetyOneNumber is the number of the order with a code; 0: there is none.
func NinetyOneNumber(code string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(code, "TM"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func ninetyOneError(w http.ResponseWriter, message string) {
	sendJSON(w, http.StatusOK, document{"Status": "Error", "Data": nil, "ErrorMessage": message})
}

// ninetyOneQuestion is what a request asks.
type ninetyOneQuestion struct {
	ShopID             int64 `json:"ShopId"`
	DateType           string
	ReturnGoodDateType string
	StartDate, EndDate string
	Position, Count    int
	TMCode             string
}

func (s *NinetyOne) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("x-api-key") != s.key {
		sendJSON(w, http.StatusUnauthorized, document{"message": "Unauthorized"})
		return
	}
	var q ninetyOneQuestion
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.Method != http.MethodPost || q.ShopID != s.number {
		ninetyOneError(w, "ShopId is invalid")
		return
	}
	serveLocked(s.Shop, w, func(w http.ResponseWriter) {
		switch r.URL.Path {
		case "/ec/V2/SalesOrder/GetList":
			s.list(w, q, q.DateType == "OrderDateTime", listedOrders(s.Shop), func(r entry) document { return s.order(r.order) })
		case "/ec/V2/ReturnGoodsOrder/GetList":
			s.list(w, q, q.ReturnGoodDateType == "ReturnGoodDateTime", asked(listedRefunds(s.Shop)), s.returned)
		case "/ec/V2/SalesOrder/Get":
			s.one(w, q.TMCode)
		default:
			sendJSON(w, http.StatusNotFound, document{"message": "Not Found"})
		}
	})
}

func (s *NinetyOne) one(w http.ResponseWriter, code string) {
	o := s.Find(int32(NinetyOneNumber(code)))
	if o == nil || !o.Listed() {
		ninetyOneError(w, "TMCode not found")
		return
	}
	d := s.order(o)
	lines := []document{}
	for i, l := range o.Lines {
		product := s.Catalog[l.Product]
		lines = append(lines, document{
			"TSCode": fmt.Sprintf("TS%09d%03d", o.Number, i), "SkuCode": product.SKU, "SalePageId": int(l.Product) + 1, "Title": product.Title, "Qty": l.Quantity, "TotalPayment": l.Amount(),
		})
	}
	d["SalesOrderSlaveList"] = lines
	sendJSON(w, http.StatusOK, document{"Status": "Success", "Data": d, "ErrorMessage": ""})
}

// list answers a window of at most seven days.
func (s *NinetyOne) list(w http.ResponseWriter, q ninetyOneQuestion, byCreation bool, all []entry, write func(entry) document) {
	from, wrong := time.ParseInLocation(ninetyOneLayout, q.StartDate, s.Zone)
	to, alsoWrong := time.ParseInLocation(ninetyOneLayout, q.EndDate, s.Zone)
	if wrong != nil || alsoWrong != nil || to.Sub(from) > 7*24*time.Hour || q.Count > 100 {
		ninetyOneError(w, "the window is longer than 7 days")
		return
	}
	all = keep(all, func(r entry) bool {
		at := r.changed
		if byCreation {
			at = r.created
		}
		return at >= from.Unix() && at <= to.Unix()
	})
	slices.Reverse(all)
	rows := []document{}
	for _, r := range all[min(q.Position, len(all)):min(q.Position+q.Count, len(all))] {
		rows = append(rows, write(r))
	}
	sendJSON(w, http.StatusOK, document{"Status": "Success", "Data": document{"List": rows}, "ErrorMessage": ""})
}

var ninetyOneStates = map[brand.State]string{
	brand.StatePending: "WaitingForPayment", brand.StateOnHold: "WaitingForPayment", brand.StateProcessing: "WaitingForShipping", brand.StateCompleted: "Finish",
	brand.StateCancelled: "Cancel", brand.StateFailed: "Cancel",
}

func (s *NinetyOne) order(o *brand.Order) document {
	who := s.IdentityOf(o)
	d := document{
		"TMCode": NinetyOneID(int64(o.Number)), "TGCode": fmt.Sprintf("TG%09d", o.Number), "OrderDateTime": s.clock(o.Placed), "UpdateDateTime": s.clock(o.Updated),
		"FinishDateTime": s.clock(o.Completed), "OrderStatus": ninetyOneStates[o.State], "TotalPayment": o.Total(), "ShippingFee": o.Shipping, "TotalDiscount": o.Discount(),
		"CurrencyCode": "TWD", "MemberId": nil, "MemberName": who.Name, "MemberEmail": who.Email, "MemberPhone": who.Phone, "OrderDeliverType": "Home", "PayType": "CreditCardOnce",
		"ShopId": s.number,
	}
	if who.CustomerID != "" {
		d["MemberId"] = who.CustomerID
	}
	return d
}

// asked are refunds as returns that were asked for when the order changed, or before they
// were paid.
func asked(refunds []entry) []entry {
	for i := range refunds {
		refunds[i].created = min(refunds[i].created, refunds[i].order.Updated)
	}
	sortRecords(refunds)
	return refunds
}

func (s *NinetyOne) returned(r entry) document {
	return document{
		"ReturnGoodDetailId": strconv.FormatInt(r.number, 10), "TMCode": NinetyOneID(int64(r.order.Number)), "ReturnGoodStatus": "Finish", "RefundAmount": r.refund.Amount,
		"ReturnGoodDateTime": s.clock(r.created), "UpdateDateTime": s.clock(r.changed), "FinishDateTime": s.clock(r.refund.At),
	}
}
