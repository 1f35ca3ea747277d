package view

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

// Complaint is a campaign's run that somebody called spam.
type Complaint struct {
	Campaign   string    `ch:"campaign"`
	Date       time.Time `ch:"date"`
	Sent       uint64    `ch:"sent"`
	Complained uint64    `ch:"complained"` // members
}

type complaintsParams struct {
	Brand string
	From  regulars.BusinessDate
}

var complaintsScript = schema.NewScript[complaintsParams]("view", files, "complaints.sql")

// Complaints lists the runs from a date on of which somebody complained.
func Complaints(ctx context.Context, db *schema.DB, brand string, from regulars.BusinessDate) ([]Complaint, error) {
	var all []Complaint
	err := complaintsScript.Select(ctx, db, &all, complaintsParams{brand, from})
	return all, err
}
