package export

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/trace"
	"regulars/schema/view"
)

// opened is a written sheet, read back.
type opened struct {
	t    *testing.T
	book *excelize.File
	xml  string // of its sheet
}

func openSheet(t *testing.T, path string) opened {
	t.Helper()
	book, err := excelize.OpenFile(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = book.Close() })
	packed, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer func() { _ = packed.Close() }()
	file, err := packed.Open("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	text, err := io.ReadAll(file)
	require.NoError(t, err)
	return opened{t, book, string(text)}
}

// cell asserts the type of a cell, its value as stored and as people see it.
func (o opened) cell(at string, kind excelize.CellType, format, stored, shown string) {
	o.t.Helper()
	is, err := o.book.GetCellType(sheetName, at)
	require.NoError(o.t, err)
	require.Equal(o.t, kind, is, "the type of %s", at)
	raw, err := o.book.GetCellValue(sheetName, at, excelize.Options{RawCellValue: true})
	require.NoError(o.t, err)
	require.Equal(o.t, stored, raw, "what %s stores", at)
	seen, err := o.book.GetCellValue(sheetName, at)
	require.NoError(o.t, err)
	require.Equal(o.t, shown, seen, "what %s shows", at)
	formula, err := o.book.GetCellFormula(sheetName, at)
	require.NoError(o.t, err)
	require.Empty(o.t, formula)
	index, err := o.book.GetCellStyle(sheetName, at)
	require.NoError(o.t, err)
	style, err := o.book.GetStyle(index)
	require.NoError(o.t, err)
	if format == "" {
		require.Nil(o.t, style.CustomNumFmt)
		return
	}
	require.NotNil(o.t, style.CustomNumFmt, "%s has no format", at)
	require.Equal(o.t, format, *style.CustomNumFmt, "the format of %s", at)
}

// frame asserts the header, that it stays in sight, and what the filter covers.
func (o opened) frame(filtered string, header ...string) {
	o.t.Helper()
	rows, err := o.book.GetRows(sheetName)
	require.NoError(o.t, err)
	require.NotEmpty(o.t, rows)
	require.Equal(o.t, header, rows[0][:len(header)])
	panes, err := o.book.GetPanes(sheetName)
	require.NoError(o.t, err)
	require.True(o.t, panes.Freeze)
	require.Equal(o.t, 1, panes.YSplit)
	_, behind, _ := strings.Cut(o.xml, "</sheetData>")
	require.Contains(o.t, strings.ReplaceAll(behind, "$", ""), `<autoFilter ref="`+filtered+`">`)
	_, columns, _ := strings.Cut(o.xml, "<cols>")
	require.True(o.t, strings.HasPrefix(columns, `<col min="1" max="1" width="`), "the columns' widths stand in order")
	names := o.book.GetDefinedName()
	require.Len(o.t, names, 1)
	require.Equal(o.t, "_xlnm._FilterDatabase", names[0].Name)
}

const numberCell = excelize.CellTypeUnset // a number has no type of its own in the file

func TestNumbersSheet(t *testing.T) {
	revenue, rate, count, off, weeks := 12345.5, 0.256, 1200.0, -0.05, 2.25
	rows := []view.KPI{
		{Scope: "product:=1+1", Metric: "revenue", Window: "day", Value: &revenue, ChangeDay: &off, Anomaly: true, Target: &count, TargetGap: &revenue},
		{Scope: "brand", Metric: "repeat_order_rate", Window: "28d", Value: &rate, RobustZ: &weeks},
		{Scope: "brand", Metric: "orders", Window: "day", Value: &count},
	}
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		path := filepath.Join(t.TempDir(), "numbers.XLSX")
		require.NoError(t, NumbersFile(path, names, "2026-11-20", rows))
		sheet := openSheet(t, path)
		sheet.frame("A1:M4", map[string][]string{"en": {"Date", "Scope", "Metric"}, "zh-Hant": {"日期", "範圍", "指標"}}[names.Lang]...)
		sheet.cell("A2", numberCell, formatDay, "46346", "2026-11-20")
		sheet.cell("B2", excelize.CellTypeInlineString, "", "product:=1+1", "product:=1+1")
		sheet.cell("E2", numberCell, formatMoney, "12345.5", "12,345.50")
		sheet.cell("F2", numberCell, formatRatio, "-0.05", "-5.00%")
		sheet.cell("K2", excelize.CellTypeBool, "", "1", "TRUE")
		sheet.cell("L2", numberCell, formatMoney, "1200", "1,200.00")
		sheet.cell("M2", numberCell, formatMoney, "12345.5", "12,345.50")
		sheet.cell("E3", numberCell, formatRatio, "0.256", "25.60%")
		sheet.cell("J3", numberCell, formatMoney, "2.25", "2.25")
		sheet.cell("E4", numberCell, formatWhole, "1200", "1,200")
		sheet.cell("F4", numberCell, "", "", "")
	}
}

func TestMembersSheet(t *testing.T) {
	p, days, score := 0.75, int64(12), uint8(5)
	bought := time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "members.xlsx")
	q := Members{File: path, Of: []string{"stage:new"}, Mask: identity.NewMask("a key of the tests", "acme"), Names: &present.Chinese}
	counts, err := q.Write(func(write func(view.SegmentMember) error) error {
		return write(view.SegmentMember{
			MemberID: 7, Name: "=HYPERLINK(1)", Phone: "+886912345678", LastPurchase: &bought, Purchases: 1234, Revenue: 1234.5,
			RecencyDays: &days, RScore: &score, StageSince: bought, PAlive: &p, Expected14d: &p, CLV365d: &p,
		})
	})
	require.NoError(t, err)
	require.Equal(t, Counts{Written: 1}, counts)
	sheet := openSheet(t, path)
	header := make([]string, len(memberColumns))
	at := map[string]string{}
	for i, column := range memberHeader() {
		header[i] = present.Chinese.Columns[column]
		require.NotEmpty(t, header[i], "%s has no header", column)
		at[column], err = excelize.CoordinatesToCellName(i+1, 2)
		require.NoError(t, err)
	}
	sheet.frame("A1:AC2", header...)
	sheet.cell(at["name"], excelize.CellTypeInlineString, "", "=HYPERLINK(1)", "=HYPERLINK(1)")
	sheet.cell(at["phone"], excelize.CellTypeInlineString, "", "+886912345678", "+886912345678")
	sheet.cell(at["first_purchase"], numberCell, "", "", "")
	sheet.cell(at["last_purchase"], numberCell, formatDay, "46334", "2026-11-08")
	sheet.cell(at["stage_since"], numberCell, formatDay, "46334", "2026-11-08")
	sheet.cell(at["purchases"], numberCell, formatWhole, "1234", "1,234")
	sheet.cell(at["revenue"], numberCell, formatMoney, "1234.5", "1,234.50")
	sheet.cell(at["recency_days"], numberCell, formatWhole, "12", "12")
	sheet.cell(at["r_score"], numberCell, formatWhole, "5", "5")
	sheet.cell(at["p_alive"], numberCell, formatRatio, "0.75", "75.00%")
	sheet.cell(at["expected_14d"], numberCell, formatMoney, "0.75", "0.75")
	sheet.cell(at["clv_365d"], numberCell, formatMoney, "0.75", "0.75")
}

func TestAudienceSheet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audience.xlsx")
	n, err := Audience(path, &present.Chinese, identity.NewMask("a key of the tests", "acme"), func(write func(ledger.AudienceMember) error) error {
		return write(ledger.AudienceMember{MemberID: 7, Name: "+cmd|' /C calc'!A0", Purchases: 3, Revenue: -12.5, State: ledger.DeliveryExcluded, Reason: "@no_consent"})
	})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	sheet := openSheet(t, path)
	sheet.frame("A1:M2", "會員編號", "姓名", "電子郵件", "電話", "LINE 使用者 ID", "階段", "先前階段", "RFM 分群", "購買次數", "營收", "通路", "狀態", "原因")
	sheet.cell("B2", excelize.CellTypeInlineString, "", "+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0")
	sheet.cell("I2", numberCell, formatWhole, "3", "3")
	sheet.cell("J2", numberCell, formatMoney, "-12.5", "-12.50")
	sheet.cell("M2", excelize.CellTypeInlineString, "", "@no_consent", "@no_consent")
}

func TestOrdersSheet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.xlsx")
	placed := time.Date(2026, 11, 20, 9, 30, 0, 0, time.FixedZone("", 8*3600))
	date := regulars.BusinessDate("2026-11-20").Time()
	one := decimal.NewFromInt(1)
	sums, err := Orders(path, &present.English, identity.NewMask("a key of the tests", "acme"), func(write func(trace.Proof) error) error {
		return write(trace.Proof{Record: "order", ID: "00012", Date: &date, PlacedAt: &placed, Seq: 2, Revenue: decimal.NewFromInt(300), Units: 1.5, Numerator: &one})
	})
	require.NoError(t, err)
	require.Equal(t, 1, sums.Rows)
	sheet := openSheet(t, path)
	sheet.frame("A1:Q2", "Part", "Record", "Shop", "Order id")
	sheet.cell("D2", excelize.CellTypeInlineString, "", "00012", "00012")
	sheet.cell("F2", numberCell, formatDay, "46346", "2026-11-20")
	sheet.cell("G2", numberCell, formatMoment, "46346.0625", "2026-11-20 01:30:00")
	sheet.cell("J2", numberCell, formatMoney, "300", "300.00")
	sheet.cell("K2", numberCell, formatMoney, "1.5", "1.50")
	sheet.cell("L2", numberCell, formatWhole, "1", "1")
}

func TestRestatedSheet(t *testing.T) {
	was, is := 1200.0, 1150.5
	path := filepath.Join(t.TempDir(), "restated.xlsx")
	require.NoError(t, RestatedFile(path, &present.Chinese, []trace.Restatement{
		{Date: "2026-11-20", Scope: "brand", Metric: "revenue", Window: "day", Was: &was, Is: &is, Generation: 1 << 63, PublishedAt: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), AllChanges: 3},
		{Date: "2026-11-20", Scope: "brand", Metric: "repeat_order_rate", Window: "28d", Is: &is},
	}))
	sheet := openSheet(t, path)
	sheet.frame("A1:K3", "日期", "範圍", "指標", "期間", "原數值", "新數值", "版次", "發布時間（UTC）")
	sheet.cell("A2", numberCell, formatDay, "46346", "2026-11-20")
	sheet.cell("E2", numberCell, formatMoney, "1200", "1,200.00")
	sheet.cell("F2", numberCell, formatMoney, "1150.5", "1,150.50")
	sheet.cell("G2", excelize.CellTypeInlineString, "", "9223372036854775808", "9223372036854775808")
	sheet.cell("H2", numberCell, formatMoment, "46348.395833333336", "2026-11-22 09:30:00")
	sheet.cell("I2", numberCell, formatWhole, "3", "3")
	sheet.cell("E3", numberCell, "", "", "")
	sheet.cell("F3", numberCell, formatRatio, "1150.5", "115050.00%")

	text := filepath.Join(t.TempDir(), "restated.csv")
	require.NoError(t, RestatedFile(text, &present.Chinese, []trace.Restatement{{Date: "2026-11-20", Scope: "brand", Metric: "revenue", Window: "day", Was: &was, Is: &is, Generation: 7}}))
	written, err := os.ReadFile(text)
	require.NoError(t, err)
	require.Contains(t, string(written), "2026-11-20,brand,revenue,day,1200,1150.5,7,")
}

// What isn't a number, or a date that nobody set, is an empty cell in either file.
func TestWhatIsNotThereIsEmpty(t *testing.T) {
	none, all := math.NaN(), math.Inf(-1)
	rows := []view.KPI{{Scope: "brand", Metric: "revenue", Window: "day", Value: &none, ChangeDay: &all}}
	var out bytes.Buffer
	require.NoError(t, Numbers(&out, "2026-11-20", rows))
	require.Contains(t, out.String(), "2026-11-20,brand,revenue,day,,,,,,,false,,\n")
	path := filepath.Join(t.TempDir(), "numbers.xlsx")
	require.NoError(t, NumbersFile(path, &present.English, "2026-11-20", rows))
	sheet := openSheet(t, path)
	sheet.cell("E2", numberCell, "", "", "")
	sheet.cell("F2", numberCell, "", "", "")
	require.Empty(t, cellOf(day{}))
	require.Empty(t, cellOf(moment{}))
}

// What restated a number stands next to it in words.
func TestChangesInWords(t *testing.T) {
	r := trace.Restatement{Date: "2026-11-20", Scope: "brand", Metric: "revenue", Window: "day", Changes: []trace.OrderChange{{Shop: "web", OrderID: "7"}, {Shop: "web", OrderID: "8"}}, Late: []trace.LateChange{{Kind: "messages", Subject: "wake", Since: "2026-11-01", Until: "2026-11-01"}}}
	said := Changes(r)
	require.Equal(t, []string{r.Changes[0].String(), r.Changes[1].String(), r.Late[0].String()}, said)
	var out bytes.Buffer
	require.NoError(t, Restated(&out, []trace.Restatement{r}))
	require.Contains(t, out.String(), strings.Join(said, "; "))
}

// Every column of every export has a header in every language, and no two the same.
func TestColumnsHaveHeaders(t *testing.T) {
	for _, columns := range [][]string{memberHeader(), audienceColumns, numberColumns, proofColumns, restatedColumns} {
		for _, names := range []*present.Names{&present.English, &present.Chinese} {
			taken := map[string]bool{}
			for _, column := range columns {
				title, known := names.Columns[column]
				require.True(t, known, "%s in %s", column, names.Lang)
				require.False(t, taken[title], "%s in %s stands twice", title, names.Lang)
				taken[title] = true
			}
		}
	}
}

func TestCheckName(t *testing.T) {
	require.NoError(t, CheckName("--out", "a.csv"))
	require.NoError(t, CheckName("--out", "A.XLSX"))
	require.ErrorContains(t, CheckName("--out", "a.xls"), "--out a.xls: name a .csv or .xlsx file")
}
