"""JupyterHub for one class on one machine: /etc/jupyterhub/jupyterhub_config.py.

Everybody has a login of their own on the machine, and their server runs under it.
"""

c = get_config()  # noqa: F821

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # Put a web server with a certificate before it.
c.JupyterHub.cookie_secret_file = "/srv/jupyterhub/cookie_secret"
c.JupyterHub.db_url = "sqlite:////srv/jupyterhub/jupyterhub.sqlite"
# In milliseconds: a proxy cuts off what takes longer, the one written in Python after 20 seconds,
# and pressing Validate in a long chapter may take that on a busy machine.
c.ConfigurableHTTPProxy.command = [
    "configurable-http-proxy",
    "--timeout=600000",
    "--proxy-timeout=600000",
]
c.ConfigurableHTTPProxy.pid_file = "/srv/jupyterhub/proxy.pid"

# Who may log in on the machine may log in here, with the same password, and sees their own server.
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allow_all = True

# In the course's folder in their home, which the program in front makes.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = ["/srv/autograd-workbook/start", "jupyterhub-singleuser"]
c.Spawner.notebook_dir = "~/autograd-workbook/work"
c.Spawner.default_url = "/lab"
# What is switched off in /etc/jupyter stays off, whatever the packages' own configuration says.
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": "/etc/jupyter"}

# Seconds: when a class begins, everybody starts at once.
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 180
