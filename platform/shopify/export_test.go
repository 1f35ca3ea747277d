package shopify

// BulkFrom lets a source ask for a bulk operation after so many records.
func (s *Source) BulkFrom(records int) { s.bulkFrom = records }
