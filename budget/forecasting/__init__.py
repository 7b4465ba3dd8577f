"""What the year comes to: proposals made of its first months, measured on earlier years, and the forecasts begun from them."""
