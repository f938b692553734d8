#!/bin/bash
# Drawn practice studies into DIR/train and DIR/val: what the intake must not take for a film. From the repository root.
set -e
for seed in 1 2 3 4 101 102; do
  half=$([ $seed -lt 100 ] && echo train || echo val)
  for name in chest-film spine-film hand-film fundus ultrasound skin-photo; do
    npx hinterland simulate film $name "$1/$half/$name-$seed" --seed $seed --small
  done
done
for name in ct-chest mr-head; do
  npx hinterland simulate film $name "$1/train/$name-1" --seed 1 --small
  npx hinterland simulate film $name "$1/val/$name-101" --seed 101 --small
done
