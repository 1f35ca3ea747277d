package mistake

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/document"
	"regulars/present"
)

// sources are where the mistakes of a campaign's document are written.
var sources = []string{
	"config/campaign.go", "config/decide.go", "config/written.go", "config/budget.go", "config/rules.go", "config/audience.go", "config/audience/check.go", "config/audience/repeat.go",
	"config/decision/decision.go", "config/template/check.go", "config/template/template.go", "config/journey.go", "config/journey/check.go",
}

// english are those that stay so: of keys that no campaign has, or that it reaches by YAML only
// and a person who writes YAML.
var english = map[string]string{
	"write %s: ${%s}, or %s_file: and a path": "of secrets", "%s is not a time zone": "of brands", "write its IANA name, such as Asia/Taipei or UTC": "of brands", "%s is not a currency": "of brands",
	"write its ISO 4217 code in capitals, such as TWD": "of brands", "%s is not a date": "of brands", "write it as 2026-11-20": "of brands", "%s is not an address": "of brands",
	"write it with its scheme, such as https://shop.example": "of brands", "the address holds a user and a password": "of brands", "give them by the keys for secrets": "of brands",
	"%s would carry the secret in the open": "of brands", "use https; http is for this machine only": "of brands", "the quiet has no length": "of brands", "write when it ends": "of brands",
	"it must lie between 5 minutes and a day": "of brands", "write it as 1h": "of brands", "write send: %s at one of its steps": "of the file", "write it as \"21:00\"": "of brands", "write within how many business dates": "of brands",
	"a segment is a set of conditions, and %s says when a member qualifies": "of segments", "move it to the campaign's audience": "of segments", "a segment can't hold another one": "of segments",
	"write its conditions here": "of segments", "the segment is everybody": "of segments", "give conditions, such as rfm_classes or where": "of segments",
	"it is open whether members who entered these stages on the date are meant, or all who are in them": "older spelling", "write enters: [%s] for those who entered, or is: [%s] for all": "older spelling",
	"it is the older spelling of is and enters, and one of them is given": "older spelling", "remove it": "older spelling",
	"the text is given twice, here and by its file": "of the file", "%s can't be read: %s": "of the file", "write the template there; a relative path starts at the config's folder": "of the file",
}

var verb = regexp.MustCompile(`%[a-z]`)

// said is the pattern of an expression that makes a sentence; empty: it is made elsewhere.
func said(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		if left, right := orPart(e.X), orPart(e.Y); left+right != "%s%s" {
			return left + right
		}
	case *ast.CallExpr:
		if f, is := e.Fun.(*ast.SelectorExpr); is && (f.Sel.Name == "Sprintf" || f.Sel.Name == "Errorf") {
			return verb.ReplaceAllString(strings.ReplaceAll(said(e.Args[0]), "%%", "%"), "%s")
		}
	}
	return ""
}

func orPart(e ast.Expr) string {
	if text := said(e); text != "" {
		return text
	}
	return "%s"
}

// Everything that the validator says of a campaign is translated, but for what stands above.
func TestWhatIsSaidOfCampaigns(t *testing.T) {
	found := map[string]bool{}
	for _, source := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", filepath.FromSlash(source)), nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is {
				return true
			}
			f, is := call.Fun.(*ast.SelectorExpr)
			switch {
			case is && (f.Sel.Name == "Add" || f.Sel.Name == "add") && len(call.Args) == 3:
				found[said(call.Args[1])], found[said(call.Args[2])] = true, true
			case is && f.Sel.Name == "Errorf":
				found[said(call)] = true
			}
			return true
		})
	}
	delete(found, "")
	require.Greater(t, len(found), 100, "the sources were not read")
	translatedTo := map[string]bool{}
	for _, p := range slices.Concat(phrases, ofJourneys) {
		require.Equal(t, strings.Count(p.english, "%s"), strings.Count(verb.ReplaceAllString(regexp.MustCompile(`%\[\d\]s`).ReplaceAllString(p.chinese, "%s"), "%s"), "%s"), p.english)
		require.Regexp(t, `\p{Han}`, p.chinese)
		require.False(t, translatedTo[p.english], "%s stands there twice", p.english)
		translatedTo[p.english] = true
	}
	for text := range found {
		_, stays := english[text]
		require.True(t, stays || strings.Contains(text, "journeys stand") || translated(strings.ReplaceAll(text, "%s", "x")) != strings.ReplaceAll(text, "%s", "x"), "%q has no translation: add it, or say why it stays English", text)
		require.False(t, stays && translatedTo[text], "%q is translated", text)
	}
	for text := range english {
		require.True(t, found[text], "%q is said no longer", text)
	}
}

const right = `campaigns:
  - name: wake-up
    audience: {enters: [sleep]}
    channels: [edm]
    templates: {edm: {subject: Hello, text: Hello}}
`

// What a marketing person is likely to get wrong is said at its place, in her language.
func TestMistakesInChinese(t *testing.T) {
	b := (&config.Brand{Name: "tea", Channels: map[string]*config.Channel{"edm": {Provider: "smtp"}}}).WithDefaults()
	for _, c := range []struct{ old, new, path, says, remedy string }{
		{"channels: [edm]", "channels: [edm]\n    holdout: 10", "holdout", "10 不是比例", "請寫 0 到 1 的數字：10% 寫成 0.1"},
		{"channels: [edm]", "channels: [edm]\n    holdout: ten", "holdout", `"ten" 不是數字`, "請寫數字"},
		{"channels: [edm]", "channels: [edm]\n    send_at: 25:00", "send_at", `"25:00" 不是時刻`, "請寫成 10:00，或 best_hour"},
		{"channels: [edm]", "channels: [edm]\n    once_per: often", "once_per", `"often" 不是時間`, "請寫天數如 90d，或 stage、purchase、year"},
		{"channels: [edm]", "channels: [edm]\n    approve_within: 24h", "approve_within", "此活動不需要人工核准", "請勾選人工核准（approve: true），或移除此項"},
		{"channels: [edm]", "channels: []", "channels", "此活動沒有管道", "請依偏好順序填寫，例如 [line, edm]"},
		{"channels: [edm]", "channels: [edm, sms]", "channels[1]", "品牌沒有管道 sms", "請先在品牌設定中設好，或在這裡移除"},
		{"channels: [edm]", "channel: [edm]", "channel", "沒有這個鍵", "您是不是要寫 channels？"},
		{"[sleep]", "[slep]", "audience.enters[0]", `不認得 "slep"`, "您是不是要寫 sleep？"},
		{"{enters: [sleep]}", "{is: [everybody]}", "audience.is", "對象是所有人", "請縮小範圍；若真的要發給所有人，請在 SQL 條件寫 1 = 1"},
		{"{enters: [sleep]}", "{where: 1 = 1}", "audience", "尚未說明會員何時符合", "請選擇時機"},
		{"[sleep]}", "[sleep], is: [lost]}", "audience.enters", "已經選了時機：is", "請只留一個"},
		{"[sleep]}", "[sleep], rfm_cells: [best]}", "audience.rfm_cells[0]", `"best" 不是 RFM 分數`, "請寫 1 到 5 分"},
		{"name: wake-up", "name: 喚醒", "name", `名稱 "喚醒" 不能用`, "請用 a-z、0-9、- 與 _，最多 64 個字元"},
		{"name: wake-up", "name: \"\"", "name", "尚未填寫", "請用 a-z、0-9、- 與 _ 取名"},
		{"subject: Hello, ", "", "templates.edm.subject", "尚未填寫", "請寫郵件主旨"},
		{"subject: Hello, text: Hello", "subject: Hello", "templates.edm.text", "郵件沒有內容", "請寫純文字、HTML，或兩者"},
		{"text: Hello", "text_file: hello.txt", "templates.edm.text_file", "這裡不能讀取檔案", "請直接寫文案"},
		{"channels: [edm]", "channels: [edm]\n    on: [someday]", "on[0]", `"someday" 不是日子`, "請寫 mon"},
	} {
		require.Contains(t, right, c.old)
		_, err := b.ReadCampaign("x", []byte(strings.Replace(right, c.old, c.new, 1)))
		var mistakes document.Mistakes
		require.ErrorAs(t, err, &mistakes, c.new)
		m := mistakes[0]
		require.Equal(t, "campaigns[0]."+c.path, m.Path, c.new)
		zh := In(present.Chinese.Lang, m)
		require.Equal(t, c.says, zh.Problem)
		require.Contains(t, zh.Remedy, c.remedy)
		require.Equal(t, m, In("en", m))
		m.Problem = "something new"
		require.Equal(t, "something new", In(present.Chinese.Lang, m).Problem, "what has no translation stays")
	}
}
