# Two images from one lock, neither with an answer in it; docs/anywhere.md says how to use them.
#
#     docker build --target student .     a student's desk: in a devcontainer, on a hub
#     docker build .                      the grader, with its wall, for macOS and Windows
#
# pip gets torch's CUDA build on Linux, unless this argument names a source of CPU builds.

FROM python:3.11.15-slim-trixie@sha256:db3ff2e1800a8581e2c48a27c3995339d47bdf046da21c7627accd3d51053a93 AS student
ARG PIP_EXTRA_INDEX_URL=""
# What a student pushes with. Every version of Python's packages is the lock's.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
# Uid and group are those for which hubs make homes.
RUN useradd --create-home --uid 1000 --gid users --shell /bin/bash jovyan
WORKDIR /usr/src/autograd-workbook
# The largest first, and alone: a changed chapter does not fetch it again.
COPY requirements.lock ./
RUN pip install --no-cache-dir -c requirements.lock setuptools torch
COPY LICENSE README.md pyproject.toml ./
COPY autograder autograder
RUN pip install --no-cache-dir --no-build-isolation -c requirements.lock ".[student,hub]"
# A hub's homes are mounted over whatever lies in them here, so the course waits beside. At each start it
# is laid over the student's, as a newer zip is unpacked over an older one: work/ stays as it is.
WORKDIR /srv/autograd-workbook
COPY binder/start binder/start
COPY nbgrader_config.py requirements.lock ./
COPY notebooks notebooks
USER jovyan
WORKDIR /home/jovyan
ENTRYPOINT ["sh", "-c", "cp -R /srv/autograd-workbook \"$HOME\" && cd \"$HOME/autograd-workbook\" && exec sh binder/start \"$@\"", "sh"]
CMD ["jupyterhub-singleuser"]

FROM student AS grader
USER root
WORKDIR /usr/src/autograd-workbook
RUN pip install --no-cache-dir --no-build-isolation -c requirements.lock ".[dev,wall]"
USER jovyan
# Else each container would begin by reading all fonts.
RUN python -c "import matplotlib.font_manager"
WORKDIR /course
ENTRYPOINT []
CMD ["autograder", "grade"]
