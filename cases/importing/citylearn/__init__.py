"""CityLearn data sets (challenges 2020 to 2023 and alike) become case folders."""
