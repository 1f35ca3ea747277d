package written_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/written"
	"regulars/internal/fill"
	"regulars/internal/seed"
)

// Whatever a campaign holds is written so that it reads as the same.
func TestWrittenReadsAsTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for range 300 {
		var c config.Campaign
		fill.Some(random, &c)
		text, err := written.YAML(c)
		require.NoError(t, err)
		got, ok := written.Read(text)
		require.True(t, ok, text)
		require.Equal(t, c, got, text)
	}
	for _, text := range fill.Texts {
		c := config.Campaign{Name: text, Templates: map[string]config.Template{"sms": {Text: text}}}
		yaml, err := written.YAML(c)
		require.NoError(t, err)
		got, ok := written.Read(yaml)
		require.True(t, ok, yaml)
		require.Equal(t, c, got, yaml)
	}
}

// A campaign of the file is written as the file has it, with the texts that its keys name, and
// without the conditions of its segment.
func TestCampaignOfFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mail.html"), []byte("<p>Hello</p>\n"), 0o600))
	path := filepath.Join(dir, "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`brands:
- name: tea
  segments: {vips: {rfm_classes: [rfm_vip]}}
  campaigns:
  - name: wake-up
    audience: {enters: [sleep], segment: vips}
    channels: [edm]
    approve_within: 48h
    templates: {edm: {subject: Hi, html_file: mail.html}}
`), 0o600))
	c, err := written.OfFile(path, "tea", "wake-up")
	require.NoError(t, err)
	text, err := written.YAML(c)
	require.NoError(t, err)
	require.Equal(t, `campaigns:
  - name: wake-up
    audience:
      enters: [sleep]
      segment: vips
    channels: [edm]
    approve_within: 48h
    templates:
      edm:
        subject: Hi
        html: |
          <p>Hello</p>
`, text)
	_, err = written.OfFile(path, "tea", "other")
	require.ErrorContains(t, err, "no campaign other")
}
