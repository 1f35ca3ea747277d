package session

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// commands are a root with a command that holds others, one of which takes an argument and needs
// a flag; ran counts how often it ran.
func commands(ran *int) *cobra.Command {
	root := &cobra.Command{Use: "starter", SilenceUsage: true, SilenceErrors: true}
	group := &cobra.Command{Use: "campaign", Short: "Campaigns"}
	approve := &cobra.Command{Use: "approve CAMPAIGN", Args: cobra.ExactArgs(1), RunE: func(*cobra.Command, []string) error { *ran++; return nil }}
	approve.Flags().String("date", "", "the business `date`")
	approve.Flags().String("note", "", "why")
	if approve.MarkFlagRequired("date") != nil {
		panic("there is such a flag")
	}
	one := &cobra.Command{Use: "preview CAMPAIGN", Args: OneCampaign, RunE: approve.RunE}
	list := &cobra.Command{Use: "list", RunE: approve.RunE}
	hidden := &cobra.Command{Use: "zzz", Hidden: true, RunE: approve.RunE}
	group.AddCommand(approve, one, list, hidden)
	root.AddCommand(group)
	Strict(root)
	return root
}

// A mistyped command fails and says what was probably meant, or what there is; one that lacks
// something says what.
func TestStrict(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string // the error; empty: it runs
	}{
		"well":                {[]string{"campaign", "approve", "hello", "--date", "2026-11-20"}, ""},
		"any arguments":       {[]string{"campaign", "list", "a", "b"}, ""},
		"a mistyped command":  {[]string{"campaign", "aprove", "hello"}, "starter campaign has no command aprove: did you mean approve?"},
		"another command":     {[]string{"campaign", "dance"}, "starter campaign has no command dance: use one of approve, list, preview"},
		"no flag":             {[]string{"campaign", "approve", "hello"}, "--date is missing: name the business date"},
		"no argument":         {[]string{"campaign", "approve", "--date", "x"}, "starter campaign approve doesn't take 0 arguments: write starter campaign approve CAMPAIGN"},
		"two arguments":       {[]string{"campaign", "approve", "a", "b", "--date", "x"}, "starter campaign approve doesn't take 2 arguments: write starter campaign approve CAMPAIGN"},
		"no campaign":         {[]string{"campaign", "preview"}, "the campaign's name is missing: write starter campaign preview CAMPAIGN"},
		"two campaigns":       {[]string{"campaign", "preview", "a", "b"}, "starter campaign preview is for one campaign, not for 2 campaigns"},
		"one campaign":        {[]string{"campaign", "preview", "a"}, ""},
		"an empty flag given": {[]string{"campaign", "approve", "hello", "--date", ""}, ""},
	} {
		ran := 0
		root := commands(&ran)
		root.SetArgs(c.args)
		err := root.ExecuteContext(t.Context())
		require.Equal(t, c.want == "", ran == 1, name)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.EqualError(t, err, c.want, name)
	}
	var out bytes.Buffer
	root := commands(new(int))
	root.SetOut(&out)
	root.SetArgs([]string{"campaign"})
	require.NoError(t, root.Execute())
	require.Contains(t, out.String(), "approve", "a command that holds others shows them")
}

// A date is the one that is named, or the one that has just ended where the brand is; one that
// must have ended is refused on its own day.
func TestDates(t *testing.T) {
	for _, name := range []string{"Pacific/Kiritimati", "Etc/GMT+12"} { // never the same day
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		brand := &config.Brand{Zone: zone, Timezone: name}
		before := regulars.EndedAt(time.Now(), zone)
		for _, read := range []func(string, *config.Brand) (regulars.BusinessDate, error){DateOr, EndedOr} {
			date, err := read("", brand)
			require.NoError(t, err)
			require.Contains(t, []regulars.BusinessDate{before, regulars.EndedAt(time.Now(), zone)}, date)
			date, err = read("2026-01-01", brand)
			require.NoError(t, err)
			require.EqualValues(t, "2026-01-01", date)
			_, err = read("2026-1-1", brand)
			require.ErrorContains(t, err, "--date: ")
		}
		date, err := EndedOr(before.String(), brand)
		require.NoError(t, err)
		require.Equal(t, before, date)
		_, err = EndedOr(before.AddDays(2).String(), brand)
		require.ErrorContains(t, err, "has not ended yet in "+name)
		_, err = DateOr(before.AddDays(2).String(), brand)
		require.NoError(t, err, "what isn't computed may be asked for")
	}
}

// The brand is the only one of the config, or the one that is named; names are in the language
// that is asked for, or the brand's.
func TestBrand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	const two = "brands:\n  - {name: tea, timezone: Asia/Taipei, currency: TWD, shops: [{name: web, platform: file, path: o.csv, columns: {order_id: id, placed_at: at, amount: a}}]}\n  - {name: coffee, timezone: Asia/Taipei, currency: TWD, shops: [{name: web, platform: file, path: o.csv, columns: {order_id: id, placed_at: at, amount: a}}]}\n"
	require.NoError(t, os.WriteFile(path, []byte(two), 0o600))
	s := &Session{ConfigPath: path}
	_, _, err := s.Brand()
	require.Error(t, err, "which of the two")
	s.BrandName = "coffee"
	cfg, brand, err := s.Brand()
	require.NoError(t, err)
	require.Len(t, cfg.Brands, 2)
	require.Equal(t, "coffee", brand.Name)
	s.ConfigPath = filepath.Join(t.TempDir(), "none.yaml")
	_, _, err = s.Brand()
	require.Error(t, err)
	for lang, want := range map[string]string{"": "zh-Hant", "en": "en"} {
		names, err := NamesFor(lang, &config.Brand{Language: "zh-Hant"})
		require.NoError(t, err)
		require.Equal(t, want, names.Lang)
	}
}
