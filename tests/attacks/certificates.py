"""Certificates for servers that should, and should not, be trusted."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """Signs certificates; `ca_file` is what a client that trusts it is given."""

    folder: Path

    def __post_init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        ca = x509.BasicConstraints(ca=True, path_length=0)
        self.certificate = _sign(self.name, self.name, self.key, self.key, [(ca, True)])
        self.ca_file = self.folder / "authority.pem"
        self.ca_file.write_bytes(_pem(self.certificate))

    def server(self, host: str, *, days: int = 1, is_self_signed: bool = False) -> ssl.SSLContext:
        """A server's TLS with a certificate for this host; one of a negative age has ended."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        extensions = [(x509.SubjectAlternativeName([x509.DNSName(host)]), False)]
        issuer, issuer_key = (name, key) if is_self_signed else (self.name, self.key)
        certificate = _sign(name, issuer, key, issuer_key, extensions, days=days)
        path = self.folder / f"{host}-{days}-{is_self_signed}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + _pem(certificate)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _sign(subject, issuer, key, issuer_key, extensions, *, days=1):
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=days))
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)
