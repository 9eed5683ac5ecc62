"""The operator's counter: writing down what people tell, and speaking for them afterwards."""
