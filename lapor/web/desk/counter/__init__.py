"""The counter: an operator writes down what people tell by telephone, in letters, or in person."""
