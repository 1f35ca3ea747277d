package written_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/internal/fill"
	"regulars/internal/seed"
)

// Whatever a journey holds is written so that it reads as the same.
func TestWrittenJourneyReadsAsTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for range 300 {
		var j journey.Journey
		fill.Some(random, &j)
		j.Name = "some" // an empty one would be no journey
		text, err := written.Journey(j)
		require.NoError(t, err)
		got, ok := written.ReadJourney(text)
		require.True(t, ok, text)
		require.Equal(t, j, got, text)
	}
}

// Each journey of the examples moves to the console with its campaigns: apart they read, by the
// rules of the file, as what stands there, and its members keep the version that they walk.
func TestJourneysOfTheExamplesMove(t *testing.T) {
	path := filepath.Join("..", "..", "examples", "journeys.yaml")
	t.Setenv("EVENTS_KEY", "0123456789abcdef")
	t.Setenv("REGULARS_HASH_KEY", "0123456789abcdef0123456789abcdef")
	cfg, err := config.Load(path)
	require.NoError(t, err)
	moved := 0
	for i := range cfg.Brands {
		b := &cfg.Brands[i]
		for k := range b.Journeys {
			moves(t, path, b, &b.Journeys[k])
			moved++
		}
	}
	require.Positive(t, moved)
}

func moves(t *testing.T, path string, b *config.Brand, j *journey.Journey) {
	t.Helper()
	of, err := written.JourneyOfFile(path, b.Name, j.Name)
	require.NoError(t, err)
	document, err := written.Journey(of)
	require.NoError(t, err)
	var campaigns []string
	without := *b
	without.Journeys, without.Campaigns = nil, nil
	for _, c := range b.Campaigns {
		if c.Audience.Journey != j.Name {
			without.Campaigns = append(without.Campaigns, c) // who enters may ask for another one's answers
			continue
		}
		c, err := written.OfFile(path, b.Name, c.Name)
		require.NoError(t, err)
		one, err := written.YAML(c)
		require.NoError(t, err)
		campaigns = append(campaigns, one)
	}
	require.NotEmpty(t, campaigns)

	one, parts, err := written.Apart("moved.yaml", document+written.Together(campaigns))
	require.NoError(t, err)
	require.Equal(t, document, one)
	require.Equal(t, campaigns, parts)
	got, err := without.ReadJourney("moved.yaml", []byte(one))
	require.NoError(t, err)
	require.True(t, got.OnConsole())
	before, err := j.Version()
	require.NoError(t, err)
	after, err := got.Version()
	require.NoError(t, err)
	require.Equal(t, before, after, "its members would keep walking an earlier version")
	want := *j
	want.Messages = journey.OfConsole
	require.Equal(t, want, got)

	without.Journeys = []journey.Journey{got}
	for _, part := range parts {
		_, err := without.ReadCampaign("moved.yaml", []byte(part))
		require.NoError(t, err, part)
	}
}

// A text without campaigns is a journey's as it stands, comments and all; what can't be read is
// said.
func TestApart(t *testing.T) {
	text := "journeys: # of spring\n  - name: a\n"
	one, parts, err := written.Apart("a.yaml", text)
	require.NoError(t, err)
	require.Equal(t, text, one)
	require.Empty(t, parts)
	_, _, err = written.Apart("a.yaml", "journeys:\n  - nam: a\n")
	require.ErrorContains(t, err, "nam")
	_, _, err = written.Apart("a.yaml", "campaigns:\n  - name: a\n")
	require.ErrorContains(t, err, "there is not one journey")
}
