"""The ASGI application that uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from heartline.project.lanes import Lanes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartline.project.settings")

application = Lanes(get_asgi_application())
