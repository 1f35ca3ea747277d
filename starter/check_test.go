package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/export"
	"regulars/starter/session"
)

const wrongConfig = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: NTD
    shops:
      - name: store
        platform: file
        path: sales.csv
        columns: {order_id: id, placed_at: sold_at, amount: amout, customer_id: who}
    channels:
      sms: {account_sid: AC1, auth_token: '${TEST_TOKEN}', from: '+886912345678'}
    campaigns:
      - name: back
        audience:
          enters: [lost]
          where: purchases > 1
        channels: [sms]
        templates: {sms: {text: 'Hi {{ member.nam }}'}}
privacy: {hash_key: '${TEST_KEY}'}
`

// A template's mistakes stand among the config's, each with its line.
func TestCheckTellsAllMistakesAtOnce(t *testing.T) {
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, writeFile(path, wrongConfig))
	var out bytes.Buffer
	err := runCheck(t.Context(), &out, &session.Session{ConfigPath: path}, true)
	require.ErrorContains(t, err, "2 mistakes")
	require.Regexp(t, `(?s)yaml:5:.*NTD.*yaml:19:.*templates\.sms.*unknown variable "member\.nam"`, out.String())
}

func TestArgumentsInWords(t *testing.T) {
	for args, says := range map[string]string{
		"campaign approve":     "starter campaign approve CAMPAIGN",
		"campaign preview a b": "for one campaign",
		"audience back":        "--out is missing",
	} {
		root := newRoot()
		root.SetArgs(strings.Fields(args))
		require.ErrorContains(t, root.Execute(), says)
	}
	cfg, err := config.Load(writeConfig(t, "tea", "30 4 * * *"))
	require.NoError(t, err)
	_, err = session.EndedOr("2999-01-01", &cfg.Brands[0])
	require.ErrorContains(t, err, "has not ended yet in Asia/Taipei")
	d, err := session.EndedOr("", &cfg.Brands[0])
	require.NoError(t, err)
	require.NotEmpty(t, d)
}

// What can be judged by the command and the config alone is said without a stack.
func TestMistypedArgumentsDialNothing(t *testing.T) {
	t.Setenv("CLICKHOUSE_ADDR", "127.0.0.1:1")
	t.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
	path := writeConfig(t, "tea", "30 4 * * *")
	for args, says := range map[string]string{
		"sweep nosuch":           "nosuch",
		"erase --email notamail": "--email: it is no e-mail address",
		"erase --phone 12":       "--phone: it is no phone number",
		"erase":                  "who is missing",
	} {
		_, err := starterRun(t, append(strings.Fields(args), "--config", path)...)
		require.ErrorContains(t, err, says, args)
		require.NotContains(t, err.Error(), "answer", args)
	}
}

func TestLastWordOf(t *testing.T) {
	require.Equal(t, "worker: no such thing", lastWordOf("{\"msg\":\"a\"}\nworker: no such thing\n"))
	require.Equal(t, `{"msg":"a"}`, lastWordOf("{\"msg\":\"a\"}\n"))
}

// The help of segments lists what the nouns list.
func TestSegmentsHelp(t *testing.T) {
	for _, line := range []string{
		"stage:NAME   prospect, new, active, sleep, lost, deep\n", "rfm:NAME     vip, attention, frequent, developing, keep, maintain, winback, dormant\n",
		"aipl:X       A, I, P, L\n", "phase:NAME   acquired, activated, growing, retained, churned\n", "tier:NAME    high, potential, low, churned\n",
		"the best N by expected_14d, clv_365d, p_alive, revenue\n",
	} {
		require.Contains(t, export.SegmentHelp(), line)
	}
}
