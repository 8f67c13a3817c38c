"""FHIR R4: a patient from resources, and what became of each.

Plain dictionaries in and out; no server is asked and no clock is read.
"""

from b12regimen.errors import FhirError
from b12regimen.fhir_import import GivenDose, PatientImport, PossibleCause, ReadResource
from b12regimen.fhir_patient import patient_from_fhir

__all__ = ["FhirError", "GivenDose", "PatientImport", "PossibleCause", "ReadResource", "patient_from_fhir"]
