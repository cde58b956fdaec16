"""An interior point that eliminates buildings, batteries and buses along the feeder's tree."""
