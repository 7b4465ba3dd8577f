"""`manage.py worker`: do what waits in the queue. Start as many as there are processors to spare."""

import os
import socket
from importlib import import_module

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from finsam.core.declaring import declared
from finsam.core.tasks.worker import Worker


class Command(BaseCommand):
    """Works until it is told to stop; what it is doing then is done first."""

    help = "Gör det som väntar i kön: ritar dokument och skickar brev."

    def add_arguments(self, parser):
        parser.add_argument("--until-empty", action="store_true", help="sluta när kön är tom")

    def handle(self, *args, until_empty, **options):
        for module in sorted({name for names in declared("heavy") for name in names}):
            import_module(module)  # once here, and not in each child
        name = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(6)}"
        worker = Worker(name, until_empty=until_empty)
        worker.configure_signals()
        worker.run()
