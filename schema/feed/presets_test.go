package feed_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/presets"
	"regulars/platform/file"
	"regulars/platform/file/proposal"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// presetCases are a sample for each preset, its header as the export has it and its rows
// made up, and what it comes to: for orders the id, total and what is special of each, for
// customers the id, mail, phone and consent.
var presetCases = map[string]struct{ text, want string }{
	"shopify-orders": {
		text: "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at," +
			"Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Country,Cancelled at,Refunded Amount,Id,Phone\n" +
			"#1001,ann@example.com,paid,2026-11-02 10:00:00 +0800,fulfilled,2026-11-03 10:00:00 +0800,no,TWD,290.00,60.00,0.00,350.00,X,10.00,Post,2026-11-02 10:00:00 +0800,1,Tea,100.00,,T1,true,true,fulfilled,Ann,TW,,0.00,7001,\n" +
			"#1001,ann@example.com,,,,,,,,,,,,,,2026-11-02 10:00:00 +0800,2,Cup,100.00,,C1,true,true,fulfilled,,,,,,\n" +
			"#1002,bob@example.com,voided,,unfulfilled,,no,TWD,400.00,0.00,0.00,400.00,,0.00,,2026-11-03 10:00:00 +0800,1,Tea,400.00,,T1,true,true,pending,Bob,TW,2026-11-03 11:00:00 +0800,0.00,7002,\n" +
			"#1002,bob@example.com,,,,,,,,,,,,,,2026-11-03 10:00:00 +0800,1,Cup,0.00,,C1,true,true,pending,,,,,,\n" +
			"#1003,cat@example.com,partially_refunded,2026-11-04 10:00:00 +0800,,,no,TWD,500.00,0.00,0.00,500.00,,0.00,,2026-11-04 10:00:00 +0800,1,Tea,500.00,,T1,true,true,pending,Cat,TW,,120.00,7003,+886912345678\n" +
			"#1004,dan@example.com,pending,,,,no,TWD,70.00,0.00,0.00,70.00,,0.00,,2026-11-05 10:00:00 +0800,1,Tea,70.00,,T1,true,true,pending,Dan,TW,,0.00,7004,\n",
		want: "#1001 350 shipping 60 units 3 lines 2; #1002 400 cancelled lines 2; #1003 500 back 120; #1004 70 unpaid",
	},
	"shopify-customers": {
		text: "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n" +
			"'7001,Ann,Lin,ann@example.com,yes,,,,Taipei,,TW,,,'+886912345678,no,10.00,1,,no,\"vip, tea\"\n7002,Bob,,bob@example.com,no,,,,Tainan,,TW,,,,no,0.00,0,,no,\n",
		want: "7001 ann@example.com +886912345678 Ann Lin; 7002 bob@example.com  Bob",
	},
	"woocommerce-orders": {
		text: "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing)," +
			"First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),SKU,Item #,Item Name,Quantity,Item Cost,Coupon Code,Discount Amount,Discount Amount Tax," +
			"Shipping Method Title,Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount\n" +
			"11,Completed,2026-11-02 10:00,,Ann,Lin,,,Taipei,,,TW,ann@example.com,0912345678,,,,,,,TW,T1,1,Tea,1,100,,,,Post,Cash,0,300,60,0,360,0\n" +
			"11,Completed,2026-11-02 10:00,,Ann,Lin,,,Taipei,,,TW,ann@example.com,0912345678,,,,,,,TW,C1,2,Cup,2,100,,,,Post,Cash,0,300,60,0,360,0\n" +
			"12,Cancelled,2026-11-03 10:00,,Bob,Wu,,,Taipei,,,TW,bob@example.com,,,,,,,,TW,T1,1,Tea,1,100,,,,Post,Cash,0,100,0,0,100,0\n" +
			"13,Completed,2026-11-04 10:00,,Cat,Ho,,,Taipei,,,TW,cat@example.com,,,,,,,,TW,T1,1,Tea,5,100,,,,Post,Cash,0,500,0,120,500,0\n" +
			"13,Completed,2026-11-04 10:00,,Cat,Ho,,,Taipei,,,TW,cat@example.com,,,,,,,,TW,C1,2,Cup,1,0,,,,Post,Cash,0,500,0,120,500,0\n" +
			"14,Refunded,2026-11-05 10:00,,Dan,Su,,,Taipei,,,TW,dan@example.com,,,,,,,,TW,T1,1,Tea,1,80,,,,Post,Cash,0,80,0,80,80,0\n" +
			"15,On hold,2026-11-06 10:00,,Eve,Yu,,,Taipei,,,TW,eve@example.com,,,,,,,,TW,T1,1,Tea,1,90,,,,Post,Cash,0,90,0,0,90,0\n",
		want: "11 360 shipping 60 units 3 lines 2; 12 100 cancelled; 13 500 back 120 units 6 lines 2; 14 80 back 80; 15 90 unpaid",
	},
	"woocommerce-analytics-orders": {
		text: "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n" +
			"2026-11-02 10:00:00,11,\"NT$1,360.00\",completed,Ann Lin,new,\"1× Tea, 2× Cup\",3,,1300,Direct\n2026-11-03 10:00:00,12,NT$100.00,cancelled,Bob Wu,new,1× Tea,1,,100,Direct\n",
		want: "11 1300 units 3; 12 100 cancelled",
	},
	"woocommerce-customers": {
		text: "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code\n" +
			"Ann Lin,ann,2026-11-02 10:00:00,2026-01-02 10:00:00,ann@example.com,1,360,360,TW,Taipei,,100\nBob Wu,,2026-11-03 10:00:00,,bob@example.com,1,100,100,TW,Tainan,,700\n",
		want: "ann@example.com ann@example.com  Ann Lin; bob@example.com bob@example.com  Bob Wu",
	},
	"square-items": {
		text: "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,Itemization Type,Commission,Employee\n" +
			"2026-11-02,10:15:00,Taipei,Tea,Oolong,1.0,Regular,T1,,\"$1,045.00\",$0.00,\"$1,045.00\",$5.00,AAA,P1,,,,Payment,Main,,C1,Ann,,,1,Physical Good,,\n" +
			"2026-11-02,10:15:00,Taipei,Cup,Cup,2.0,Regular,C1,,$20.00,-$2.00,$18.00,$1.00,AAA,P1,,,,Payment,Main,,C1,Ann,,,2,Physical Good,,\n" +
			"2026-11-03,11:00:00,Taipei,Cup,Cup,-1.0,Regular,C1,,-$10.00,$0.00,-$10.00,-$0.50,BBB,P2,,,,Refund,Main,,C1,Ann,,,-1,Physical Good,,\n" +
			"2026-11-04,11:00:00,Taipei,Cup,Cup,1.0,Regular,C1,,$10.00,$0.00,$10.00,$0.50,CCC,P3,,,,Payment,Main,,,,,,1,Physical Good,,\n",
		want: "AAA 1069 units 3 lines 2; BBB -10.5 units -1; CCC 10.5",
	},
	"till-journal": {
		text: "sold_at,till,receipt,sku,product,quantity,amount,member,phone\n2026-11-02 10:00,1,0001,T1,Tea,1,100,M1,0912345678\n2026-11-02 10:00,1,0001,C1,Cup,2,60,M1,0912345678\n" +
			"2026-11-02 10:01,2,0001,T1,Tea,1,100,M2,\n2026-11-03 10:00,1,0001,T1,Tea,1,80,M3,\n2026-11-03 11:00,1,0002,T1,Tea,-1,-80,M3,\n",
		want: "2026-11-02-1-0001 160 units 3 lines 2; 2026-11-02-2-0001 100; 2026-11-03-1-0001 80; 2026-11-03-1-0002 -80 units -1",
	},
}

// Every export is known by its header, written as a shop that names the preset and nothing
// else, and comes in.
func TestPresets(t *testing.T) {
	db := schematest.Open(t)
	require.Len(t, presetCases, len(presets.Names()), "a sample for each preset")
	for _, name := range presets.Names() {
		c := presetCases[name]
		require.NotEmpty(t, c.text, name)
		dir := t.TempDir()
		export, written := filepath.Join(dir, "export.csv"), filepath.Join(dir, "regulars.yaml")
		require.NoError(t, os.WriteFile(export, []byte(c.text), 0o644))
		r, err := proposal.Look(t.Context(), proposal.Options{Paths: []string{export}})
		require.NoError(t, err, name)
		require.Empty(t, r.Questions, name)
		require.Equal(t, name, r.Written.Preset)
		require.Empty(t, r.Written.Columns, name)
		require.NoError(t, r.Write(written, &proposal.Shop{Name: name, Brand: "tea", Timezone: "Asia/Taipei", Currency: "TWD"}), name)
		cfg, err := config.Load(written)
		require.NoError(t, err, name)
		b := &cfg.Brands[0]
		f := b.Shops[0].Feeds[0]
		files, err := file.NewFeed(f)
		require.NoError(t, err, name)
		result, err := feed.Import(t.Context(), db, intake.Load{Brand: b, Shop: &b.Shops[0], ID: name}, f, files, false, nil)
		require.NoError(t, err, name)
		require.Zero(t, result.Rejected, name)
		require.Zero(t, result.Unmapped, "%s: %s", name, result.Words)
		type row struct{ T string }
		query := ordersAsText
		if f.Entity == "customers" {
			query = "SELECT concat(customer_id, ' ', email, ' ', phone, ' ', name) T FROM customers FINAL WHERE shop = '%s' ORDER BY customer_id"
		}
		var all []string
		for _, one := range schematest.Query[row](t, db, fmt.Sprintf(query, name)) {
			all = append(all, one.T)
		}
		assert.Equal(t, c.want, strings.Join(all, "; "), name)
	}
}
