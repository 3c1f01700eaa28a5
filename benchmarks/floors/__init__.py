"""Raw engine code that answers the same questions, as a competent person would write it by hand."""
