"""FHIR R4: a patient from resources, a regimen from a request, and drafts from a recommendation.

Plain dictionaries in and out; no server is asked and no clock is read.
"""

from b12regimen.errors import FhirError
from b12regimen.fhir.codes import codes_searched
from b12regimen.fhir.completeness import WholeList, not_given, why_passed_over
from b12regimen.fhir.drafts import draft_bundle
from b12regimen.fhir.drugs import Medicine, gives_vitamin_b12
from b12regimen.fhir.given import CourseImport, DoseLeftOut, record_given_doses
from b12regimen.fhir.imported import Outcome, PatientImport, PossibleCause, ReadResource, RecordedDose
from b12regimen.fhir.medications import Medications
from b12regimen.fhir.patient import patient_from_fhir
from b12regimen.fhir.product_name import NameRead
from b12regimen.fhir.provenance import provenance
from b12regimen.fhir.regimen import RegimenImport, regimen_from_fhir
from b12regimen.fhir.requests import detected_issues, medication_requests, service_requests
from b12regimen.fhir.types import Bundle, DetectedIssue, Dosage, MedicationRequest, Provenance, ServiceRequest
from b12regimen.fhir.writing import dosage_instructions

__all__ = [
    "Bundle",
    "CourseImport",
    "DetectedIssue",
    "Dosage",
    "DoseLeftOut",
    "FhirError",
    "MedicationRequest",
    "Medications",
    "Medicine",
    "NameRead",
    "Outcome",
    "PatientImport",
    "PossibleCause",
    "Provenance",
    "ReadResource",
    "RecordedDose",
    "RegimenImport",
    "ServiceRequest",
    "WholeList",
    "codes_searched",
    "detected_issues",
    "dosage_instructions",
    "draft_bundle",
    "gives_vitamin_b12",
    "medication_requests",
    "not_given",
    "patient_from_fhir",
    "provenance",
    "record_given_doses",
    "regimen_from_fhir",
    "service_requests",
    "why_passed_over",
]
