"""Lets facts in, weighs, ages and derives them; keeps visible what disagrees; counts neighbours."""
