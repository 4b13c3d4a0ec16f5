"""The keeping wing: what a maintainer needs to anchor, build and check the dataset (extra ``curate``)."""
