package export

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/channel/adlist"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/view"
)

func TestSegmentFiles(t *testing.T) {
	p, mask := 0.75, identity.NewMask("a key of the tests", "acme")
	members := []view.SegmentMember{
		{MemberID: 18446744073709551615, Name: "=HYPERLINK(1)", Email: "a@b.tw", Phone: "+886912345678", Purchases: 3, Revenue: 1234.5, PAlive: &p, Tags: []string{"high_value", "at_risk"}},
		{MemberID: 7, Name: "王小明, Jr."},
	}
	csvFile, sheetFile := filepath.Join(t.TempDir(), "m.csv"), filepath.Join(t.TempDir(), "m.xlsx")
	for _, file := range []string{csvFile, sheetFile} {
		q := Members{File: file, Of: []string{"stage:new"}, Mask: mask, Names: &present.Chinese}
		require.NoError(t, q.Check())
		require.NoError(t, WholeFile(file, func(f *os.File) error {
			w, err := q.writer(f)
			require.NoError(t, err)
			var count Counts
			for _, m := range members {
				require.NoError(t, q.put(w, m, &count))
			}
			require.Equal(t, Counts{Written: 2}, count)
			return w.Close()
		}))
		info, err := os.Stat(file)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	f, err := os.Open(csvFile)
	require.NoError(t, err)
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 3)
	require.Equal(t, []string{mask.Write(18446744073709551615), "'=HYPERLINK(1)", "a@b.tw", "+886912345678", "", "no"}, lines[1][:6])
	require.Equal(t, "high_value at_risk", lines[1][len(memberColumns)-1])

	book, err := excelize.OpenFile(sheetFile)
	require.NoError(t, err)
	rows, err := book.GetRows("Sheet1")
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Len(t, rows[0], len(memberColumns))
	require.Equal(t, []string{"會員編號", "姓名", "電子郵件"}, rows[0][:3])
	require.Equal(t, []string{mask.Write(18446744073709551615), "=HYPERLINK(1)", "a@b.tw", "+886912345678", "", "no"}, rows[1][:6])
	formula, err := book.GetCellFormula("Sheet1", "B2")
	require.NoError(t, err)
	require.Empty(t, formula)
}

// The hashes are those of sha256sum over a.b+news@gmail.com and 886912345678
// (Meta), ab@gmail.com and +886912345678 (Google).
func TestAdForms(t *testing.T) {
	for name, want := range map[string][]string{
		"meta":   {"7b2aa6b8eb7f1a21da906819639aac68872599c3883eb7fea5c4cc9f7158f2c8", "cf676475cec2ee7b7591f39bdefe7ef3dca63b14c1cdba3b19ce4219cbda2b09"},
		"google": {"86ca2ad27318696b41cfc650acfad97bb32194c43e119e465a16359ea74c7105", "1315ec4a63ba3d2b8f5db63688770e89a402ee623ef33e4c8c2f36e48f271be0"},
	} {
		file := filepath.Join(t.TempDir(), name+".csv")
		q := Members{File: file, Of: []string{"stage:new"}, Ads: name}
		require.NoError(t, q.Check())
		var count Counts
		require.NoError(t, WholeFile(file, func(f *os.File) error {
			w, err := q.writer(f)
			require.NoError(t, err)
			for _, m := range []view.SegmentMember{
				{Email: " A.b+news@Gmail.com", Phone: "+886912345678", Consented: true},
				{Email: "no@consent.tw"}, {Consented: true}, {Phone: "+886987654321", Consented: true},
			} {
				require.NoError(t, q.put(w, m, &count))
			}
			return w.Close()
		}))
		require.Equal(t, Counts{Written: 2, Refused: 1, Unreachable: 1}, count)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		form, known := adlist.FormOf(name)
		require.True(t, known)
		require.Equal(t, form.Header[:], lines[0])
		require.Equal(t, want, lines[1])
		require.Empty(t, lines[2][0], "the hash of no address would match others")
	}
}

func TestFileThatFailsIsNotThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.csv")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.Error(t, WholeFile(file, func(f *os.File) error {
		_, _ = f.WriteString("half")
		return os.ErrDeadlineExceeded
	}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
	left, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestExportQueriesThatCantWork(t *testing.T) {
	for text, q := range map[string]Members{
		"--export is missing": {Of: []string{"stage:new"}},
		"--of is missing":     {File: "m.csv"},
		".csv or .xlsx":       {File: "m.pdf", Of: []string{"stage:new"}},
		"writes a .csv":       {File: "m.xlsx", Of: []string{"stage:new"}, Ads: "meta"},
		"meta or google":      {File: "m.csv", Of: []string{"stage:new"}, Ads: "myspace"},
	} {
		require.ErrorContains(t, q.Check(), text)
	}
}

// counted counts who is written, without a file.
type counted struct{ n int }

func (w *counted) Write(view.SegmentMember) error { w.n++; return nil }
func (w *counted) Close() error                   { return nil }

// Lists for ads leave out who gave no consent, unless a person takes that on, and
// whom they couldn't reach; other exports leave out nobody. The sentence says how many.
func TestWhoIsLeftOut(t *testing.T) {
	members := []view.SegmentMember{
		{Email: "a@x.test", Consented: true}, {Phone: "+886912345678", Consented: true}, {Email: "b@x.test"}, {Phone: "+886987654321"}, {Consented: true}, {},
		{Phone: "+886955555555", Consented: true},
	}
	for want, q := range map[Counts]Members{
		{Written: 3, Refused: 3, Unreachable: 1}: {Ads: "meta"},
		{Written: 5, Unreachable: 2}:             {Ads: "meta", WithoutConsent: true},
		{Written: 7}:                             {},
	} {
		var counts Counts
		w := &counted{}
		for _, m := range members {
			require.NoError(t, q.put(w, m, &counts))
		}
		require.Equal(t, want, counts)
		require.Equal(t, want.Written, w.n)
	}
	q := Members{File: "m.csv", Of: []string{"stage:sleep", "tag:vip"}}
	require.Equal(t, "2 members of stage:sleep tag:vip, 2026-11-20: m.csv", q.Sentence(Counts{Written: 2}, "2026-11-20"))
	require.Equal(t, "1 member of stage:sleep tag:vip, 2026-11-20: m.csv; 3 left out without a consent for marketing; 4 left out without e-mail and phone",
		q.Sentence(Counts{1, 3, 4}, "2026-11-20"))
	for _, some := range []Members{{File: "x"}, {Of: []string{"x"}}, {Ads: "meta"}} {
		require.True(t, some.Wanted())
	}
	require.False(t, Members{WithoutConsent: true}.Wanted())
	require.NoError(t, Members{File: "M.CSV", Of: []string{"stage:new"}, Ads: "google"}.Check())
}
